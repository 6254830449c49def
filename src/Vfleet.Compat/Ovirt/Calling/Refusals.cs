using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Engine;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Operations;

namespace Vfleet.Compat.Ovirt.Calling;

/// <summary>Makes faults of the engine's problems: with oVirt's message key and HTTP status, where oVirt has the rule.</summary>
internal static class Refusals
{
    /// <summary>The reason of most faults.</summary>
    public const string Reason = "Operation Failed";

    // ErrorMessageHelper: with several messages the first of these that occurs.
    private static readonly int[] s_gravest = [400, 409, 500, 403];

    private static readonly FrozenDictionary<string, ProblemCode> s_codes = new[] { typeof(FleetCode), typeof(EngineCode), typeof(ProblemCode) }
        .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Static))
        .Where(property => property.PropertyType == typeof(ProblemCode))
        .Select(property => (ProblemCode)property.GetValue(null)!)
        .DistinctBy(code => code.Name, StringComparer.Ordinal)
        .ToFrozenDictionary(code => code.Name, StringComparer.Ordinal);

    /// <summary>A fault for what the rules found.</summary>
    /// <param name="problems">What they found; at least one.</param>
    /// <returns>The fault.</returns>
    public static OvirtAnswer.Fault Of(params ImmutableArray<Problem> problems)
    {
        var found = problems.Select(problem => StatusOf(problem.Code)).ToList();
        return new OvirtAnswer.Fault(Reason, $"[{string.Join(", ", problems.Select(Words))}]")
        {
            Status = s_gravest.FirstOrDefault(found.Contains, found[0]),
            Problems = problems,
        };
    }

    /// <summary>The answer to a change that was not made.</summary>
    /// <typeparam name="T">What was to be changed.</typeparam>
    /// <param name="result">What became of it; not done.</param>
    /// <returns>The answer.</returns>
    public static OvirtAnswer Of<T>(ChangeResult<T> result)
        where T : class => result switch
        {
            ChangeResult<T>.Refused refused => Of(refused.Problems) with { IsUntouched = true },
            ChangeResult<T>.NotFound => OvirtAnswer.NotFound(),
            ChangeResult<T>.Forbidden forbidden => Of(forbidden.Problem) with { IsUntouched = true },
            ChangeResult<T>.Stale => Of(new Problem(EngineCode.BeingChanged, "it was changed meanwhile", "read it again, and decide anew")),
            _ => throw new InvalidOperationException($"{result.GetType().Name} is no refusal"),
        };

    /// <summary>A fault for work that failed on a host.</summary>
    /// <param name="operation">The work.</param>
    /// <returns>The fault.</returns>
    public static OvirtAnswer.Fault Of(FleetOperation operation) => operation.Problems.IsEmpty
        ? Of(new Problem(EngineCode.OperationOver, "the work was stopped before it was done", "begin it again if it is still wanted"))
        : Of([.. operation.Problems.Select(problem => new Problem(CodeOf(problem.Code), problem.Message, problem.Remedy, problem.Path))]);

    /// <summary>The status code of a problem.</summary>
    /// <param name="code">Its code.</param>
    /// <returns>400-599.</returns>
    public static int StatusOf(ProblemCode code) => code.OvirtStatus ?? code.Kind switch
    {
        ProblemKind.Usage or ProblemKind.Unsupported => 400,
        ProblemKind.NotFound => 404,
        ProblemKind.Refused or ProblemKind.Busy or ProblemKind.Cancelled => 409,
        ProblemKind.Permission => 403,
        ProblemKind.Timeout => 504,
        ProblemKind.Storage or ProblemKind.Unavailable => 503,
        _ => 500,
    };

    private static ProblemCode CodeOf(string name) => s_codes.TryGetValue(name, out var code) ? code : new ProblemCode(name, ProblemKind.Failed);

    private static string Words(Problem problem) =>
        $"{problem.Message}; {problem.Remedy} ({problem.Code.OvirtKey ?? problem.Code.Name})";
}
