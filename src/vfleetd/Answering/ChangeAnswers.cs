using Vfleet.Domain.Problems;
using Vfleet.Engine.Changing;

namespace Vfleet.Server.Answering;

/// <summary>Answers for changes that were not made.</summary>
internal static class ChangeAnswers
{
    /// <summary>The answer.</summary>
    /// <typeparam name="T">What was to be changed.</typeparam>
    /// <param name="result">What became of the change; not done.</param>
    /// <returns>No, with every reason.</returns>
    public static Answer.No No<T>(ChangeResult<T> result)
        where T : class => result switch
        {
            ChangeResult<T>.Refused refused => Answer.Refuse(refused.Problems),
            ChangeResult<T>.NotFound unknown => Answer.Refuse(unknown.Problem),
            ChangeResult<T>.Forbidden forbidden => Answer.Refuse(forbidden.Problem),
            ChangeResult<T>.Stale stale => Answer.Refuse(new Problem(
                ServerCode.Stale, "it was changed meanwhile", $"read it again (its ETag is \"{stale.Revision}\" now), and decide anew", "If-Match")),
            _ => throw new InvalidOperationException($"{result.GetType().Name} is no refusal"),
        };
}
