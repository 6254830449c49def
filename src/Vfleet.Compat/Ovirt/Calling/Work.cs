using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;

namespace Vfleet.Compat.Ovirt.Calling;

/// <summary>Answers to actions that begin long work.</summary>
/// <param name="time">The clock.</param>
internal sealed class Work(TimeProvider time)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(25);

    /// <summary>The answer to an action that waits for its work unless <c>async</c> was asked for.</summary>
    /// <param name="call">The request.</param>
    /// <param name="result">What became of beginning it.</param>
    /// <returns>The answer: complete, in progress (202), or a fault.</returns>
    public async Task<OvirtAnswer> AnswerAsync(OvirtCall call, ChangeResult<FleetOperation> result)
    {
        if (result is not ChangeResult<FleetOperation>.Done begun)
        {
            return Refusals.Of(result);
        }

        var operation = call.IsAsync ? begun.Entry.Value : await EndAsync(call, begun.Entry.Value);
        return operation.State switch
        {
            WorkState.Done => OvirtAnswer.Of(Action("complete", operation)),
            WorkState.Failed or WorkState.Cancelled => Refusals.Of(operation),
            _ => OvirtAnswer.Of(Action("in_progress", operation)) with { Status = 202 },
        };
    }

    /// <summary>The answer to an action that is done for its caller when its work has begun, as starting and stopping a VM.</summary>
    /// <param name="result">What became of beginning it.</param>
    /// <returns>The answer.</returns>
    public static OvirtAnswer Begun(ChangeResult<FleetOperation> result) => result is ChangeResult<FleetOperation>.Done begun
        ? OvirtAnswer.Of(Action("complete", begun.Entry.Value))
        : Refusals.Of(result);

    /// <summary>Waits for work, but not for long.</summary>
    /// <param name="call">The request.</param>
    /// <param name="operation">The work.</param>
    /// <returns>It as it is then; it may not be over.</returns>
    public async Task<FleetOperation> EndAsync(OvirtCall call, FleetOperation operation)
    {
        using var late = new CancellationTokenSource(s_longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, call.Token);
        try
        {
            while (true)
            {
                var seen = call.State.Revision;
                operation = call.State.Operations.Find(FleetKinds.Text(operation.Id)) ?? operation;
                if (operation.IsOver)
                {
                    return operation;
                }

                await call.Engine.WaitAsync(seen, either.Token);
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !call.Token.IsCancellationRequested)
        {
            return operation;
        }
    }

    private static Element Action(string status, FleetOperation operation)
    {
        var id = FleetKinds.Text(operation.Id);
        return new Element("action").Add("status", status).Add(new Element("job") { Id = id, Href = $"{OvirtRoute.Root}/jobs/{id}" });
    }
}
