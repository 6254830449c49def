using Vfleet.Api.Resources;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Client;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Fleet;

/// <summary>Follows an operation of the engine until it is over, and tells how it ended.</summary>
internal static class OperationWait
{
    /// <summary>Follows it. Ctrl-C ends the following; the operation goes on.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="id">The operation's id.</param>
    /// <param name="cancellationToken">Ends the following.</param>
    /// <returns>Tells how it ended.</returns>
    public static async Task<Func<int>> FollowAsync(Invocation invocation, EngineClient engine, string id, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signal = 0;
        OperationResource? last = null;
        using var progress = new ProgressLine(invocation.Error, invocation.Around.Time, invocation.IsJson, $"operation {id}");
        using (invocation.Around.Signals.Take(number =>
        {
            Interlocked.CompareExchange(ref signal, number, 0);
            stop.Cancel();
        }))
        {
            try
            {
                await foreach (var operation in engine.Operations.FollowAsync(id, stop.Token))
                {
                    last = operation;
                    progress.WaitFor(OperationText.Doing(operation));
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return () => TellLeft(invocation, id, signal);
            }
        }

        return () => OperationText.Tell(invocation, last!);
    }

    private static int TellLeft(Invocation invocation, string id, int signal)
    {
        var code = invocation.Refuse(new Problem(
            ProblemCode.Cancelled, $"no longer waiting: operation {id} goes on", $"stop it with 'vfleet operation cancel {id}', or wait again with 'vfleet operation wait {id}'"));
        return signal > 0 ? ExitCodes.SignalBase + signal : code;
    }
}
