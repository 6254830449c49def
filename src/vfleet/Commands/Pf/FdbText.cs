using System.Collections.Immutable;
using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Host.Forwarding;

namespace Vfleet.Cli.Commands.Pf;

/// <summary>Forwarding entries of PFs, for people.</summary>
internal static class FdbText
{
    /// <summary>One line for each PF.</summary>
    /// <param name="pfs">The PFs.</param>
    public static Table Table(ImmutableArray<PfForwarding> pfs)
    {
        var table = new Table(
            new Column("PF"),
            new Column("BRIDGE", Importance: 60, Least: 8),
            new Column("WANTED", IsNumber: true),
            new Column("PRESENT", IsNumber: true),
            new Column("MISSING", IsNumber: true),
            new Column("FOREIGN", Importance: 70, IsNumber: true),
            new Column("USE", Importance: 80, IsNumber: true),
            new Column("LIMIT", Importance: 80, IsNumber: true),
            new Column("NOTES", Importance: 50, Least: 12));
        foreach (var pf in pfs)
        {
            var view = ForwardingView.From(pf);
            var missing = view.Entries.Count(entry => entry.State is "missing" or "unfit");
            table.Add(
                view.Name,
                string.Join(", ", view.Bridges),
                pf.Wish.Addresses.Length.ToString(),
                view.Entries.Count(entry => entry.State == "present").ToString(),
                new Cell(missing.ToString(), missing > 0 ? Tone.Warning : Tone.Plain),
                pf.Entries.Foreign.Count.ToString(),
                view.InUse.ToString(),
                Limit(view),
                new Cell(Notes(pf), Tone.Warning));
        }

        return table;
    }

    /// <summary>Everything about one PF.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="pf">The PF.</param>
    public static void Print(Screen screen, PfForwarding pf)
    {
        var view = ForwardingView.From(pf);
        var sheet = new Sheet(pf.Pf.Name);
        sheet.Add("address", view.Address);
        sheet.Add("bridge", view.Bridges.Length == 0 ? "none" : string.Join(", ", view.Bridges));
        sheet.Add("addresses", $"{view.InUse} in use (the PF, {pf.Entries.Reserved - 1} VFs, {pf.Entries.Present.Count} entries), limit {Limit(view)}");
        sheet.Add("forwarded", view.Because is null ? null : $"nothing: {view.Because}");
        sheet.Add("guests", view.Complete ? null : "not all are known: no entry is removed", Tone.Warning);
        sheet.Print(screen);
        if (view.Entries.Length == 0)
        {
            return;
        }

        var table = new Table(new Column("MAC"), new Column("OF", Importance: 60, Least: 12), new Column("STATE", Least: 16));
        foreach (var entry in view.Entries)
        {
            table.Add(entry.Mac, entry.Owner is { } owner ? $"{owner.Kind} {owner.Name}" : null, State(entry));
        }

        screen.Line();
        table.Print(screen);
    }

    private static string Limit(ForwardingView view) => view.Limit?.ToString() ?? "unknown";

    private static string Notes(PfForwarding pf)
    {
        var unwanted = pf.Entries.Ours.Except(pf.Wish.Addresses.Select(address => address.Mac)).Count;
        return string.Join(
            ", ",
            new[]
            {
                pf.Wish.Because,
                unwanted > 0 ? $"{unwanted} no longer needed" : "",
                pf.Plan.Unfit.Length > 0 ? $"{pf.Plan.Unfit.Length} do not fit" : "",
                pf.Wish.IsComplete ? "" : "guests not known",
            }.Where(note => note.Length > 0));
    }

    private static Cell State(ForwardingEntryView entry) => entry switch
    {
        { State: "present", Ours: true } => new Cell("present", Tone.Good),
        { State: "present" } => new Cell("present, added by others", Tone.Good),
        { State: "missing" } => new Cell("missing", Tone.Warning),
        { State: "unfit" } => new Cell("does not fit", Tone.Bad),
        { State: "leftOut", Why: var why } => new Cell($"left out: {why}"),
        { State: "unwanted" } => new Cell("no longer needed", Tone.Warning),
        _ => new Cell("added by others"),
    };
}
