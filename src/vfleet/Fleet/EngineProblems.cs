using System.Collections.Immutable;
using Vfleet.Api.Resources;
using Vfleet.Cli.Help;
using Vfleet.Client;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Fleet;

/// <summary>What an engine says, or the network instead of it, as problems of this program.</summary>
internal static class EngineProblems
{
    private const int Unauthorized = 401;

    /// <summary>HTTP status codes and what they mean for the caller's next move. Others from 500 on are failures, from 400 on refusals.</summary>
    private static readonly (int Status, ProblemKind Kind)[] s_kinds =
    [
        (400, ProblemKind.Usage), (422, ProblemKind.Usage), (Unauthorized, ProblemKind.Permission), (403, ProblemKind.Permission), (404, ProblemKind.NotFound),
        (405, ProblemKind.Unsupported), (409, ProblemKind.Refused), (412, ProblemKind.Busy), (423, ProblemKind.Busy), (429, ProblemKind.Busy),
        (408, ProblemKind.Timeout), (501, ProblemKind.Unsupported), (503, ProblemKind.Unavailable), (504, ProblemKind.Timeout), (507, ProblemKind.Storage),
    ];

    /// <summary>Translates.</summary>
    /// <param name="problem">What came.</param>
    /// <param name="mayLogIn">Whether logging in may help; not while doing so.</param>
    public static ImmutableArray<Problem> Of(EngineProblem problem, bool mayLogIn = true) => problem switch
    {
        EngineProblem.Refused { Status: Unauthorized } refused when mayLogIn =>
        [
            new Problem(EngineCode.NotLoggedIn, $"the engine at {At(refused)} does not let you in: {refused.Details.Detail}", $"log in again: vfleet login {At(refused)}"),
        ],
        EngineProblem.Refused { Status: Unauthorized } refused =>
            [new Problem(EngineCode.LoginRefused, $"the engine at {At(refused)} does not let you in: {refused.Details.Detail}", "check user and password")],
        EngineProblem.Refused refused => [.. refused.Details.Problems.Select(each => Of(each, KindOf(refused.Status)))],
        EngineProblem.Unreachable gone =>
            [new Problem(EngineCode.Unreachable, $"the engine at {At(gone)} cannot be reached: {gone.Reason}", "check that it runs (systemctl status vfleetd there), its name and port, and firewalls between")],
        EngineProblem.Untrusted untrusted =>
        [
            new Problem(
                EngineCode.Untrusted,
                $"the engine at {At(untrusted)} is not trusted: {untrusted.Reason}{(untrusted.Fingerprint is { } shown ? $" (it shows SHA-256 {shown})" : "")}",
                $"if that is the right engine, trust it anew: vfleet login {At(untrusted)}; otherwise somebody stands between"),
        ],
        EngineProblem.Silent silent =>
            [new Problem(EngineCode.Silent, $"the engine at {At(silent)} did not answer within {silent.After.TotalSeconds:0} s", "see whether it was done, then try again")],
        EngineProblem.Strange strange =>
            [new Problem(EngineCode.Strange, $"what answers at {At(strange)} is no engine, or none that this vfleet understands: {strange.Reason}", "check address and port, and proxies between")],
        _ => throw new InvalidOperationException($"unknown problem {problem}"),
    };

    /// <summary>Translates a problem that an engine names.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="kind">Its kind, if its code is not known here.</param>
    public static Problem Of(ProblemResource problem, ProblemKind kind)
    {
        var known = ProblemGuide.All.FirstOrDefault(entry => entry.Code.Name == problem.Code).Code;
        return new Problem(known ?? new ProblemCode(problem.Code, kind), problem.Message, problem.Remedy, problem.Path);
    }

    private static ProblemKind KindOf(int status)
    {
        foreach (var entry in s_kinds)
        {
            if (entry.Status == status)
            {
                return entry.Kind;
            }
        }

        return status >= 500 ? ProblemKind.Failed : ProblemKind.Refused;
    }

    private static string At(EngineProblem problem) => problem.Engine.GetLeftPart(UriPartial.Authority);
}
