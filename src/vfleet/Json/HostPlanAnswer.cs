using Vfleet.Domain.Desired;
using Vfleet.Domain.Planning;
using Vfleet.Host.Desired;

namespace Vfleet.Cli.Json;

/// <summary>The answer of <c>vfleet plan</c>.</summary>
/// <param name="Document">Path of the host's document.</param>
/// <param name="Pending">Whether there is anything to do, possible or not.</param>
/// <param name="Drift">What the document says of drift: <c>report</c> or <c>mend</c>.</param>
/// <param name="Pfs">The PFs that the document means.</param>
/// <param name="LeftAlone">The other PFs.</param>
/// <param name="Disturbs">Guests that notice.</param>
/// <param name="Reboot">Whether the host must reboot.</param>
/// <param name="ExpectedSeconds">How long it takes, roughly: as long as the PF that takes longest.</param>
/// <param name="Warnings">Entries that mean nothing on this host, and what could not be read of it.</param>
internal sealed record HostPlanAnswer(
    string Document,
    bool Pending,
    string Drift,
    PfPlanView[] Pfs,
    LeftAloneView[] LeftAlone,
    string[] Disturbs,
    bool Reboot,
    double ExpectedSeconds,
    ProblemView[] Warnings)
{
    public static HostPlanAnswer From(HostPlan plan, string document, IEnumerable<ProblemView> unread) => new(
        document,
        plan.IsPending,
        plan.Drift == DriftPolicy.Mend ? "mend" : "report",
        [.. plan.Pfs.Select(PfPlanView.From)],
        [.. plan.LeftAlone.Select(left => new LeftAloneView(left.Name, left.Pf.ToString(), left.Why))],
        [.. plan.Disturbs],
        plan.Reboot,
        Math.Round(plan.Expected.TotalSeconds, 3),
        [.. ProblemView.From(plan.Warnings), .. unread]);
}

/// <summary>The plan of one PF.</summary>
/// <param name="Pf">What people call it.</param>
/// <param name="Address">Its PCI address.</param>
/// <param name="Outcome"><c>planned</c>, <c>nothing</c> or <c>refused</c>.</param>
/// <param name="Summary">One sentence for people.</param>
/// <param name="Plan">The plan; null when there is none.</param>
/// <param name="Problems">Why it is refused.</param>
internal sealed record PfPlanView(string Pf, string Address, string Outcome, string Summary, PlanView? Plan, ProblemView[] Problems)
{
    public static PfPlanView From(PfPlan pf) => pf.Result switch
    {
        PlanResult.Ready { Plan: var plan } => new(pf.Name, pf.Pf.ToString(), "planned", plan.Title, PlanView.From(plan), []),
        PlanResult.Nothing nothing => new(pf.Name, pf.Pf.ToString(), "nothing", nothing.Because, null, []),
        PlanResult.Refused refused => new(
            pf.Name, pf.Pf.ToString(), "refused", refused.Problems[0].Message, null, ProblemView.From(refused.Problems)),
        _ => throw new ArgumentOutOfRangeException(nameof(pf), pf.Result, "unknown result of planning"),
    };
}

/// <summary>A PF that is left as it is.</summary>
/// <param name="Pf">What people call it.</param>
/// <param name="Address">Its PCI address.</param>
/// <param name="Why">Why.</param>
internal sealed record LeftAloneView(string Pf, string Address, string Why);

/// <summary>The answer of <c>vfleet apply</c>.</summary>
/// <param name="Document">Path of the host's document.</param>
/// <param name="Pfs">What became of each PF that the document means.</param>
/// <param name="Warnings">Entries that mean nothing on this host.</param>
internal sealed record HostApplyAnswer(string Document, PfChangeView[] Pfs, ProblemView[] Warnings);

/// <summary>What became of one PF.</summary>
/// <param name="Pf">What people call it.</param>
/// <param name="Address">Its PCI address.</param>
/// <param name="Change">What became of it.</param>
internal sealed record PfChangeView(string Pf, string Address, ChangeAnswer Change)
{
    public static PfChangeView From(PfOutcome pf, int signal) => new(pf.Name, pf.Pf.ToString(), ChangeAnswer.From(pf.Outcome, signal));
}
