using System.CommandLine;
using Vfleet.Cli.Help;
using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Host;
using Vfleet.Host.Recovering;
using Vfleet.Host.Restoring;

namespace Vfleet.Cli.Commands;

/// <summary><c>vfleet restore</c>.</summary>
internal sealed class RestoreCommand : LeafCommand
{
    private readonly Option<bool> _early = new("--early")
    {
        Description = "Only what must be there before the network managers start: the number of VFs, without drivers; MTU and eswitch mode.",
    };

    /// <summary>Makes the command.</summary>
    public RestoreCommand()
        : base("restore", "finish what was interrupted and make every PF what it is kept as")
    {
        Options.Add(_early);
    }

    /// <inheritdoc/>
    public override bool MayRefuse => true;

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "What 'vfleet pf set', 'vfleet vf set' and 'vfleet apply' did is kept over reboots, in one file for each PF under /var/lib/vfleet. This makes it "
                + "so again, all PFs side by side, after it has finished or undone what a kill or a power cut interrupted. 'vfleet pf kept' shows "
                + "what is kept.",
            "The systemd unit vfleet-restore runs it with --early before the network managers start; the agent does the rest. By hand it is for hosts "
                + "without the agent, and for making right what other hands changed. A PF of which nothing is kept is never touched.",
            "It does not read the host's document: what is kept of a PF is restored although neverTouch names it now. 'vfleet pf forget PF' ends that.",
        ],
        new Example("Make it right again", "vfleet restore"),
        new Example("What the first unit does at boot", "vfleet restore --early"));

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var problems = invocation.Values.Problems.AddRange(ChangeRun.Forbidden(invocation, dryRun: false));
        if (!problems.IsEmpty)
        {
            return invocation.Refuse(problems);
        }

        using var progress = new ProgressLine(invocation.Error, invocation.Around.Time, silent: invocation.IsJson);
        using var interruption = new Interruption(invocation.Around.Signals, progress, cancellationToken);
        var scope = invocation.Values.Flag(_early) ? RestoreScope.Early : RestoreScope.All;
        var (pfs, damaged) = await HostRestore.RunAsync(invocation.Open, scope, progress, interruption.Token);
        progress.Dispose();
        if (invocation.IsJson)
        {
            invocation.Answer(RestoreAnswer.From(pfs, damaged, interruption.Signal), JsonAnswers.Default.RestoreAnswer);
        }
        else
        {
            ProblemPrinter.Errors(invocation.Error, damaged);
            foreach (var pf in pfs)
            {
                Print(invocation, pf);
            }

            if (pfs.IsEmpty && damaged.IsEmpty)
            {
                invocation.Out.Line("nothing is kept of any PF: nothing to do");
            }
        }

        var left = pfs.SelectMany(pf => pf.Problems).Concat(damaged).ToList();
        return pfs.Any(pf => pf.Outcome is ChangeOutcome.Failed { Left.IsEmpty: false }) ? ExitCodes.Left
            : interruption.Signal != 0 ? ExitCodes.SignalBase + interruption.Signal
            : left.Count == 0 ? ExitCodes.Ok : ExitCodes.Of(left);
    }

    private static void Print(Invocation invocation, PfRestoring pf)
    {
        var screen = pf.Problems.Any() ? invocation.Error : invocation.Out;
        screen.Line(screen.Paint(pf.Name == pf.Pf.ToString() ? pf.Name : $"{pf.Name} ({pf.Pf})", Tone.Strong));
        foreach (var recovery in pf.Recovered)
        {
            var (word, tone) = recovery.Result switch
            {
                RecoveryResult.Finished => ("finished", Tone.Good),
                RecoveryResult.Undone => ("undone", Tone.Good),
                RecoveryResult.Busy => ("somebody is at work", Tone.Warning),
                _ => ("still half-done", Tone.Bad),
            };
            screen.Line($"{screen.Paint(word + ":", tone)} {screen.Paint($"{recovery.Subject}: {recovery.What}", Tone.Plain)}");
        }

        foreach (var note in pf.Notes)
        {
            screen.Line($"{screen.Paint("note:", Tone.Warning)} {screen.Paint(note, Tone.Plain)}");
        }

        if (pf.Outcome is ChangeOutcome.Done or ChangeOutcome.Nothing)
        {
            new ChangeReport(invocation).Print(pf.Outcome, signal: 0);
        }

        ProblemPrinter.Errors(screen, pf.Problems);
        if (pf is { Outcome: null, Recovered.IsEmpty: true } && !pf.Problems.Any())
        {
            screen.Line("nothing to do");
        }
    }
}
