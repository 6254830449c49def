using Vfleet.Domain.Changes;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;

namespace Vfleet.Domain.Tests.Planning;

/// <summary>Plans in few words: the wish, and the answer that is expected.</summary>
internal static class Answers
{
    public static FunctionSelector Function(string text) =>
        FunctionSelector.TryParse(text, out var selector, out var problem) ? selector : throw new FormatException(problem.Message);

    public static HostChange.SetPf SetPf(string pf = "enp1s0f0") => new(Function(pf));

    public static HostChange.AttachVf Attach(string guest = "web1", string function = "enp1s0f0/1", VfSettings? settings = null) =>
        new(guest, Function(function), settings ?? VfSettings.Nothing);

    public static HostChange.DetachVf Detach(string guest = "web1", string device = "ua-net0") => new(guest, GuestDeviceSelector.Parse(device));

    public static Plan Ready(ObservedHost host, HostChange change)
    {
        var result = ChangePlanner.Plan(host, change);
        return result is PlanResult.Ready ready ? ready.Plan : throw new InvalidOperationException(Why(result));
    }

    public static Problem Refused(ObservedHost host, HostChange change, ProblemCode code)
    {
        var result = ChangePlanner.Plan(host, change);
        var problem = result is PlanResult.Refused { Problems: [var only] } ? only : throw new InvalidOperationException(Why(result));
        problem.Code.ShouldBe(code, problem.Message);
        return problem;
    }

    public static IReadOnlyList<Problem> AllRefused(ObservedHost host, HostChange change)
    {
        var result = ChangePlanner.Plan(host, change);
        return result is PlanResult.Refused refused ? refused.Problems : throw new InvalidOperationException(Why(result));
    }

    public static string Nothing(ObservedHost host, HostChange change)
    {
        var result = ChangePlanner.Plan(host, change);
        return result is PlanResult.Nothing nothing ? nothing.Because : throw new InvalidOperationException(Why(result));
    }

    public static IEnumerable<string> Descriptions(this Plan plan) => plan.Steps.Select(step => step.Description);

    private static string Why(PlanResult result) => result switch
    {
        PlanResult.Refused refused => "refused: " + string.Join("; ", refused.Problems),
        PlanResult.Nothing nothing => "nothing: " + nothing.Because,
        PlanResult.Ready ready => "ready: " + string.Join("; ", ready.Plan.Descriptions()),
        _ => result.ToString(),
    };
}
