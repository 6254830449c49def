using Vfleet.Cli.Output;

namespace Vfleet.Cli.Running;

/// <summary>Turns the first signal into a cancellation, and tells who sends more that undoing takes its time.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly ProgressLine _progress;
    private readonly IDisposable _taken;
    private int _signal;

    /// <summary>Takes the signals over.</summary>
    /// <param name="signals">The signals.</param>
    /// <param name="progress">Where to tell of it.</param>
    /// <param name="cancellationToken">Cancels as well.</param>
    public Interruption(ISignals signals, ProgressLine progress, CancellationToken cancellationToken)
    {
        _progress = progress;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _taken = signals.Take(OnSignal);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Number of the first signal; 0 for none.</summary>
    public int Signal => Volatile.Read(ref _signal);

    /// <inheritdoc/>
    public void Dispose()
    {
        _taken.Dispose();
        _stop.Dispose();
    }

    private void OnSignal(int signal)
    {
        if (Interlocked.CompareExchange(ref _signal, signal, 0) == 0)
        {
            _progress.Say("interrupted: undoing what was done, please wait");
            _stop.Cancel();
        }
        else
        {
            _progress.Say("still undoing: ending now would leave the host half-changed");
        }
    }
}
