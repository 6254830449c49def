using System.Collections.Immutable;
using Vfleet.Cli.Output;
using Vfleet.Domain.Problems;
using Vfleet.Host;
using Vfleet.Host.Agent;
using Vfleet.Host.Recovering;
using Vfleet.Host.Restoring;
using Vfleet.Link;
using Vfleet.Primitives;

namespace Vfleet.Cli.Running;

/// <summary>What the agent does, a line each; with the priorities that the journal understands when it is the journal that reads.</summary>
/// <param name="screen">Where.</param>
/// <param name="isJournal">Whether the journal reads (JOURNAL_STREAM is set).</param>
/// <param name="isVerbose">Whether to tell also why it looks, and each step of operations.</param>
/// <param name="manager">Told how it goes.</param>
internal sealed class AgentLog(Screen screen, bool isJournal, bool isVerbose, SystemdNotices manager) : IAgentLog, ILinkLog
{
    private const int Warning = 4;
    private const int Notice = 5;
    private const int Information = 6;

    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public void Ready() => manager.Ready();

    /// <inheritdoc/>
    public void Look(string why, int pfs)
    {
        if (isVerbose)
        {
            Write(Information, Tone.Dim, $"looking at {pfs} PFs: {why}");
        }
    }

    /// <inheritdoc/>
    public void Work(string pf, string why) => Write(Notice, Tone.Plain, $"{pf}: {why}");

    /// <inheritdoc/>
    public void Ended(PciAddress pf, PfRestoring? result, ImmutableArray<Problem> problems, TimeSpan elapsed)
    {
        foreach (var recovery in result?.Recovered ?? [])
        {
            if (recovery.Result is RecoveryResult.Finished or RecoveryResult.Undone)
            {
                Write(Notice, Tone.Good, $"{recovery.Subject}: {(recovery.Result == RecoveryResult.Finished ? "finished" : "undone")}: {recovery.What}");
            }
        }

        foreach (var note in result?.Notes ?? [])
        {
            Write(Warning, Tone.Warning, note);
        }

        if (result?.Outcome is ChangeOutcome.Done done)
        {
            Write(Notice, Tone.Good, $"{done.Plan.Title} ({Words.Time(elapsed)})");
        }

        foreach (var problem in problems)
        {
            Problem(problem);
        }
    }

    /// <inheritdoc/>
    public void State(AgentPf pf)
    {
        var isWell = pf.State is PfCondition.Right or PfCondition.LeftAlone;
        Write(isWell ? Information : Warning, isWell ? Tone.Good : Tone.Warning, $"{pf.Name}: {Words.Condition(pf.State)}: {pf.Detail}{(pf.Remedy.Length == 0 ? "" : $"; {pf.Remedy}")}");
        manager.Status($"{pf.Name}: {Words.Condition(pf.State)}");
    }

    /// <inheritdoc/>
    public void Problem(Problem problem) => Write(Warning, Tone.Bad, $"{problem.Message} [{problem.Code.Name}]; {problem.Remedy}");

    /// <inheritdoc/>
    public void Link(string what) => Write(Notice, Tone.Plain, what);

    /// <inheritdoc/>
    public void Progress(Guid operation, string what)
    {
        if (isVerbose)
        {
            Write(Information, Tone.Dim, $"operation {operation}: {what}");
        }
    }

    private void Write(int priority, Tone tone, string text)
    {
        lock (_gate)
        {
            screen.Line((isJournal ? $"<{priority}>" : "") + screen.Paint(text, tone));
            screen.Flush();
        }
    }
}
