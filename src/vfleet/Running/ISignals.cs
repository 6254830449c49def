using System.Runtime.InteropServices;

namespace Vfleet.Cli.Running;

/// <summary>The signals that ask a command to end.</summary>
internal interface ISignals
{
    /// <summary>Takes the signals over, so that they do not end the process.</summary>
    /// <param name="handler">Told the number of each signal, on any thread.</param>
    /// <returns>Gives them back when disposed.</returns>
    IDisposable Take(Action<int> handler);
}

/// <summary>SIGINT, SIGTERM and SIGHUP of this process. A lost ssh connection must not leave a change half-done either.</summary>
internal sealed class ProcessSignals : ISignals
{
    private static readonly (PosixSignal Signal, int Number)[] Asked =
        [(PosixSignal.SIGINT, 2), (PosixSignal.SIGTERM, 15), (PosixSignal.SIGHUP, 1)];

    /// <inheritdoc/>
    public IDisposable Take(Action<int> handler) => new Taken(handler);

    private sealed class Taken(Action<int> handler) : IDisposable
    {
        private readonly PosixSignalRegistration[] _registrations = Array.ConvertAll(Asked, asked => PosixSignalRegistration.Create(
            asked.Signal,
            context =>
            {
                context.Cancel = true;
                handler(asked.Number);
            }));

        public void Dispose()
        {
            foreach (var registration in _registrations)
            {
                registration.Dispose();
            }
        }
    }
}
