using Vfleet.Cli.Help;
using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Domain.Problems;
using Vfleet.Host.Agent;
using Vfleet.Link;

namespace Vfleet.Cli.Commands;

/// <summary><c>vfleet status</c>.</summary>
internal sealed class StatusCommand() : ReadCommand("status", "show what the agent knows of this host")
{
    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Shows whether the agent runs, what it does about drift, and the state of each PF that it looks after. Lines below the table say what to do.",
            "As kept: it is what it shall be. Drifted: other hands changed it. Pending: the host's document asks for what nobody applied. Restoring: to be "
                + "restored after the boot. Changing: a command is at work on it, or was killed. Gone: the card is not there, has moved, or another one is in its place. Left alone: neverTouch names it.",
            "On a host in a fleet the last lines show the link to the engine: whether it answers, what it desires and what of that is carried out, and how long the "
                + "host's certificate is good.",
            "It ends with 0 whatever it shows: match on the states of --json, which are right, drifted, pending, restoring, changing, gone and leftalone.",
        ],
        new Example("Whether everything is as it should be", "vfleet status"),
        new Example(
            "For monitoring: PFs that need somebody",
            "vfleet status --json | jq -r '.pfs[] | select(.state != \"right\" and .state != \"leftalone\").name'"));

    /// <inheritdoc/>
    protected override Task<int> ReadAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.IsRecorded)
        {
            return Task.FromResult(invocation.Refuse(new Problem(
                ProblemCode.RecordedHost, "no agent runs on a recorded host (--root)", "leave --root out; 'vfleet pf kept' shows what is kept of it", "root")));
        }

        var report = AgentReport.Read(invocation.Around.RunDirectory);
        var isRunning = report is not null && AgentReport.IsRunning(invocation.Around.RunDirectory, report);
        var link = LinkStatus.Read(invocation.Around.RunDirectory);
        if (invocation.IsJson)
        {
            return Task.FromResult(invocation.Answer(StatusAnswer.From(report, isRunning, link), JsonAnswers.Default.StatusAnswer));
        }

        var code = Print(invocation.Out, report, isRunning);
        if (link is not null)
        {
            EngineLines.Print(invocation.Out, link, isRunning);
        }

        return Task.FromResult(code);
    }

    private static int Print(Screen screen, AgentReport? report, bool isRunning)
    {
        if (report is null)
        {
            screen.Line($"the agent {screen.Paint("has not run", Tone.Warning)} since this host was booted: systemctl enable --now vfleet-agent");
            return ExitCodes.Ok;
        }

        screen.Line(isRunning
            ? $"the agent {screen.Paint("runs", Tone.Good)} (pid {report.Pid}, since {report.Started.ToLocalTime():yyyy-MM-dd HH:mm:ss}); drift: {report.Drift}"
            : $"the agent {screen.Paint("does not run", Tone.Bad)}: systemctl start vfleet-agent; this is what it knew at {report.Changed.ToLocalTime():yyyy-MM-dd HH:mm:ss}");
        foreach (var problem in report.DocumentProblems)
        {
            screen.Line($"{screen.Paint("note:", Tone.Warning)} {screen.Paint(problem, Tone.Plain)}");
        }

        if (report.Pfs.Count == 0)
        {
            screen.Line("it looks after no PF: nothing is kept, and the host's document means none");
            return ExitCodes.Ok;
        }

        var table = new Table(new Column("PF"), new Column("ADDRESS"), new Column("STATE"), new Column("DETAIL", Importance: 50, Least: 30));
        foreach (var pf in report.Pfs)
        {
            table.Add(pf.Name, pf.Pf, new Cell(Words.Condition(pf.State), Words.ToneOf(pf.State)), pf.Detail);
        }

        table.Print(screen);
        foreach (var pf in report.Pfs.Where(pf => pf.Remedy.Length > 0))
        {
            screen.Line($"{screen.Paint($"{pf.Name}:", Tone.Strong)} {screen.Paint(pf.Remedy, Tone.Plain)}");
        }

        return ExitCodes.Ok;
    }
}
