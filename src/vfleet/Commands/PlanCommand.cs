using System.CommandLine;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;
using Vfleet.Host.Desired;

namespace Vfleet.Cli.Commands;

/// <summary><c>vfleet plan</c>.</summary>
internal sealed class PlanCommand : LeafCommand
{
    private readonly Option<string?> _document = Named.Document();
    private readonly Option<string?> _out = new("--out") { Description = "Keep the plan in a file for 'vfleet apply PLANFILE'.", HelpName = "PLANFILE" };
    private readonly Option<bool> _detailed = new("--detailed-exit-code") { Description = "End with 20 instead of 0 when there is something to do." };
    private readonly Option<bool> _force = Named.Force("Plan also for PFs that carry the host's default route or your own connection.");

    /// <summary>Makes the command.</summary>
    public PlanCommand()
        : base("plan", "show what makes this host what its document says")
    {
        foreach (var option in (ReadOnlySpan<Option>)[_document, _out, _detailed, _force])
        {
            Options.Add(option);
        }
    }

    /// <inheritdoc/>
    public override bool MayRefuse => true;

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Reads the host's document, compares it with the host, and shows what 'vfleet apply' would do: the steps for each PF, the guests that "
                + "notice, how long it takes, what is left alone and why. Nothing is changed.",
            "Everything that is wrong in the document is told at once, with line, column and what to write instead; 'vfleet help host-yaml' lists all keys.",
            "A PF that cannot be changed, for example because a VF is in use and another number of VFs is asked for, stops none of the others.",
            "It ends with 0 whether or not there is something to do, and with --detailed-exit-code with 20 when there is. PFs that are refused give their own code.",
        ],
        new Example("What would be done", "vfleet plan"),
        new Example("Try a document before it is put in place", "vfleet plan --file new-host.yaml"),
        new Example("Keep the plan, and execute exactly that", "vfleet plan --out today.plan"),
        new Example("Tell a script whether the host is what it should be", "vfleet plan --detailed-exit-code"));

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var values = invocation.Values;
        if (!values.Problems.IsEmpty)
        {
            return invocation.Refuse(values.Problems);
        }

        var force = values.Flag(_force);
        var (planning, problems) = await HostPlanning.MakeAsync(invocation, values.Text(_document), force, cancellationToken);
        if (planning is null)
        {
            return invocation.Refuse(problems);
        }

        var kept = values.Text(_out);
        if (kept is not null && Keep(planning, kept, force, invocation) is { } problem)
        {
            return invocation.Refuse(problem);
        }

        var code = new HostPlanReport(invocation).Tell(planning, kept is null ? null : $"the plan is in {kept}: vfleet apply {kept}");
        return code == ExitCodes.Ok && values.Flag(_detailed) && planning.Plan.IsPending ? ExitCodes.Pending : code;
    }

    private static Domain.Problems.Problem? Keep(HostPlanning planning, string path, bool force, Invocation invocation) => PlanFile
        .Of(planning.Plan, planning.Observed, planning.Document, planning.Digest, force, invocation.Around.Time.GetUtcNow())
        .Write(path);
}
