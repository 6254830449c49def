using System.CommandLine;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;
using Vfleet.Domain.Problems;
using Vfleet.Host.Desired;

namespace Vfleet.Cli.Commands;

/// <summary><c>vfleet apply</c>.</summary>
internal sealed class ApplyCommand : LeafCommand
{
    private readonly Argument<string> _plan = new("PLANFILE")
    {
        Description = "A plan that 'vfleet plan --out' kept; without it, the host's document is planned now.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _document = Named.Document();
    private readonly Option<bool> _force = Named.Force("Go on also on PFs that carry the host's default route or your own connection.");
    private readonly Option<bool> _dryRun = Named.DryRun();

    /// <summary>Makes the command.</summary>
    public ApplyCommand()
        : base("apply", "make this host what its document says")
    {
        Arguments.Add(_plan);
        foreach (var option in (ReadOnlySpan<Option>)[_document, _force, _dryRun])
        {
            Options.Add(option);
        }
    }

    /// <inheritdoc/>
    public override bool MayRefuse => true;

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Makes the host what its document says: the number and driver of VFs, their settings, MTU, link and eswitch mode of PFs. A second time it "
                + "finds nothing to do. VFs that guests have are not touched.",
            "PFs are changed side by side. When a step fails, everything on that PF is put back and the others go on; at the end it is told what became "
                + "of each. Ctrl-C puts back every PF that is not done.",
            "With a plan that was kept, exactly that plan is executed. When the document, or anything of the host that the plan depends on, has "
                + "changed since, it is refused (PLAN_STALE) and says what changed.",
        ],
        new Example("Make it so", "vfleet apply"),
        new Example("What would be done", "vfleet apply --dry-run"),
        new Example("Execute the plan that somebody has read", "vfleet apply today.plan"));

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var values = invocation.Values;
        var dryRun = values.Flag(_dryRun);
        var kept = ReadPlan(invocation);
        var problems = values.Problems.AddRange(ChangeRun.Forbidden(invocation, dryRun));
        if (!problems.IsEmpty)
        {
            return invocation.Refuse(problems);
        }

        var (planning, refusals) = await HostPlanning.MakeAsync(
            invocation, kept?.Document ?? values.Text(_document), kept?.Force ?? values.Flag(_force), cancellationToken);
        if (planning is null)
        {
            return invocation.Refuse(refusals);
        }

        if (kept is not null)
        {
            if (kept.Stale(planning.Plan, planning.Observed, planning.Digest) is { IsEmpty: false } stale)
            {
                return invocation.Refuse(stale);
            }

            planning = planning with { Plan = kept.Pinned(planning.Plan) };
        }

        return dryRun
            ? new HostPlanReport(invocation).Tell(planning, "nothing was changed (--dry-run)")
            : await HostApply.RunAsync(invocation, planning, cancellationToken);
    }

    private PlanFile? ReadPlan(Invocation invocation)
    {
        var values = invocation.Values;
        if (values.Text(_plan) is not { Length: > 0 } path)
        {
            return null;
        }

        foreach (var (name, isGiven) in (ReadOnlySpan<(string, bool)>)[("file", values.Text(_document) is not null), ("force", values.Flag(_force))])
        {
            if (isGiven)
            {
                values.Refuse(new Problem(
                    ProblemCode.OptionsConflict, $"--{name} was decided when the plan was made", $"leave it out, or give it to 'vfleet plan --out'", name));
            }
        }

        var plan = PlanFile.Read(path, out var problem);
        if (problem is not null)
        {
            values.Refuse(problem);
        }

        return plan;
    }
}
