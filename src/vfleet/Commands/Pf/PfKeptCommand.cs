using Vfleet.Cli.Help;
using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Host.State;

namespace Vfleet.Cli.Commands.Pf;

/// <summary><c>vfleet pf kept</c>.</summary>
internal sealed class PfKeptCommand() : ReadCommand("kept", "list what is kept of physical functions over reboots")
{
    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Lists what Vfleet restores after a boot, for each PF that was ever set: its number of VFs, their driver, MTU, link, eswitch mode, for how many "
                + "VFs it keeps settings, how many are given to guests, and what was interrupted. It comes from /var/lib/vfleet, so it also shows cards that "
                + "are gone.",
            "'vfleet restore' makes it so now and completes what was interrupted; 'vfleet pf forget' and 'vfleet pf move' are for cards that are gone or "
                + "have moved.",
        ],
        new Example("What comes back after a reboot", "vfleet pf kept"),
        new Example("PFs with a change that was interrupted", "vfleet pf kept --json | jq -r '.kept[] | select(.interrupted != []).address'"));

    /// <inheritdoc/>
    protected override async Task<int> ReadAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var host = invocation.Open();
        var states = host.Keeping.ReadAll(out var problems).Values.OrderBy(state => state.Pf).ToList();
        if (invocation.IsJson)
        {
            return invocation.Answer(new KeptAnswer([.. states.Select(KeptView.From)], ProblemView.From(problems)), JsonAnswers.Default.KeptAnswer);
        }

        ProblemPrinter.Errors(invocation.Error, problems);
        if (states.Count == 0)
        {
            invocation.Out.Line("nothing is kept of any PF: 'vfleet pf set' and 'vfleet apply' keep what they do");
            return ExitCodes.Ok;
        }

        var table = new Table(
            new Column("ADDRESS"),
            new Column("PF"),
            new Column("CARD", Importance: 20),
            new Column("VFS", IsNumber: true),
            new Column("DRIVER"),
            new Column("MTU", Importance: 60, IsNumber: true),
            new Column("LINK", Importance: 60),
            new Column("ESWITCH", Importance: 60),
            new Column("SETTINGS", Importance: 50),
            new Column("GIVEN", Importance: 70, IsNumber: true),
            new Column("INTERRUPTED", Importance: 40, Least: 16));
        foreach (var state in states)
        {
            table.Add(
                state.Pf.ToString(),
                state.Card?.Netdev,
                state.Card is { } card ? $"{card.Vendor:x4}:{card.Device:x4}" : null,
                state.Kept.Vfs?.ToString(),
                Words.Driver(state.Kept.Driver),
                state.Kept.Mtu?.ToString(),
                state.Kept.Up switch { true => "up", false => "down", null => null },
                state.Kept.EswitchMode,
                state.Kept.Settings.IsEmpty ? null : state.Kept.Settings.Count == 1 ? "1 VF" : $"{state.Kept.Settings.Count} VFs",
                state.Vfs.IsEmpty ? null : state.Vfs.Count.ToString(),
                new Cell(Interrupted(state), Tone.Warning));
        }

        table.Print(invocation.Out);
        return ExitCodes.Ok;
    }

    private static string Interrupted(PfState state) =>
        string.Join("; ", (state.Unfinished is { } whole ? [whole.What] : Array.Empty<string>()).Concat(state.UnfinishedVfs.Values.Select(change => change.What)));
}
