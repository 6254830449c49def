using Vfleet.Api;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Server.Answering;

namespace Vfleet.Server.Resources;

/// <summary>Answers to what begins long work, and what all of it is asked for with.</summary>
internal static class OperationAnswers
{
    private const int LongestWait = 86_400;

    /// <summary>The answer: the operation, and where it can be followed.</summary>
    /// <param name="call">The request.</param>
    /// <param name="result">What became of it.</param>
    /// <returns>The answer.</returns>
    public static Answer Begun(Call call, ChangeResult<FleetOperation> result) => result is ChangeResult<FleetOperation>.Done done
        ? Answer.Of(OperationWire.To(call.State, done.Entry.Value), done.Entry.Revision) with
        {
            Status = 202,
            Location = $"{Routes.Operations}/{FleetKinds.Text(done.Entry.Value.Id)}",
        }
        : ChangeAnswers.No(result);

    /// <summary>How long a guest may take.</summary>
    /// <param name="seconds">What was asked for; null for the usual.</param>
    /// <param name="usual">The usual, in seconds.</param>
    /// <param name="wait">How long.</param>
    /// <param name="refusal">Why not.</param>
    /// <returns>Whether it can be waited so long.</returns>
    public static bool TryWait(int? seconds, int usual, out TimeSpan wait, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Answer? refusal)
    {
        wait = TimeSpan.FromSeconds(seconds ?? usual);
        refusal = seconds is < 1 or > LongestWait
            ? Answer.Refuse(new Problem(ProblemCode.OutOfRange, $"seconds cannot be {seconds}", $"give 1 to {LongestWait}, or leave it out", "seconds"))
            : null;
        return refusal is null;
    }
}
