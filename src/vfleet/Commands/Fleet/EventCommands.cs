using System.CommandLine;
using Vfleet.Api.Resources;
using Vfleet.Cli.Fleet;
using Vfleet.Cli.Help;
using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Client;

namespace Vfleet.Cli.Commands.Fleet;

/// <summary><c>vfleet event list</c>.</summary>
internal sealed class EventListCommand : FleetCommand
{
    private const int UsualLimit = 50;

    private readonly Option<string?> _subject = new("--subject") { Description = "Only what is about this, as vm/ID or host/ID.", HelpName = "SUBJECT" };
    private readonly Option<string?> _actor = new("--actor") { Description = "Only what this user did.", HelpName = "USER" };
    private readonly Option<string?> _code = new("--code") { Description = "Only this sort of thing, as vm.placed.", HelpName = "CODE" };
    private readonly Option<string?> _before = new("--before") { Description = "Only what is older than the event of this number.", HelpName = "NUMBER" };
    private readonly Option<string?> _limit = new("--limit") { Description = "At most so many, 1 to 1000; 50 when left out.", HelpName = "N" };

    /// <summary>Makes the command.</summary>
    public EventListCommand()
        : base("list", "list what happened in the fleet, newest first")
    {
        foreach (var option in (ReadOnlySpan<Option>)[_subject, _actor, _code, _before, _limit])
        {
            Options.Add(option);
        }
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        ["Lists what happened in the fleet, newest first: what people did, what hosts reported, what the engine decided. With --json each event has what it was before and is after."],
        new Example("The latest", "vfleet event list"),
        new Example("What anna did", "vfleet event list --actor anna --limit 200"));

    /// <inheritdoc/>
    protected override FleetRequest Read(Invocation invocation)
    {
        var values = invocation.Values;
        var limit = (int?)values.Unsigned(_limit, "give a number from 1 to 1000") ?? UsualLimit;
        var query = new Query { PageSize = Math.Clamp(limit, 1, 1000) }
            .Where("subject", values.Text(_subject))
            .Where("actor", values.Text(_actor))
            .Where("code", values.Text(_code))
            .Where("before", values.Text(_before));
        return async (engine, cancellationToken) =>
        {
            var page = await engine.Events.LatestAsync(query, cancellationToken);
            return () => ResourceAnswer.Tell(invocation, page with { Total = page.Items.Count }, Columns(invocation), "nothing happened");
        };
    }

    private static FleetColumn<EventResource>[] Columns(Invocation invocation) =>
    [
        new(new Column("NUMBER", Importance: 30, IsNumber: true), it => it.Number.ToString()),
        new(new Column("TIME"), it => WireSheet.Time(it.Time, invocation.Around.Time.LocalTimeZone)),
        new(new Column("CODE", Importance: 90), it => it.Code),
        new(new Column("ACTOR", Importance: 60), it => it.Actor),
        new(new Column("MESSAGE", Least: 20), it => it.Message),
    ];
}

/// <summary><c>vfleet event watch</c>.</summary>
internal sealed class EventWatchCommand() : FleetCommand("watch", "follow what happens in the fleet")
{
    /// <inheritdoc/>
    public override ManPage Page => new(
        ["Prints a line for each event of the fleet as it comes; with --json every line is a JSON object. A connection that is lost is opened again, and nothing is missed. It ends with Ctrl-C, and that is success (exit code 0)."],
        new Example("Follow the fleet", "vfleet event watch"),
        new Example("Placements only, for a script", "vfleet event watch --json | jq -c 'select(.code == \"vm.placed\")'"));

    /// <inheritdoc/>
    protected override bool Lasts(Invocation invocation) => true;

    /// <inheritdoc/>
    protected override FleetRequest Read(Invocation invocation) => async (engine, cancellationToken) =>
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using (invocation.Around.Signals.Take(_ => stop.Cancel()))
        {
            try
            {
                await foreach (var happened in engine.Events.WatchAsync(stop.Token))
                {
                    Print(invocation, happened);
                    invocation.Out.Flush();
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // That is how it ends.
            }
        }

        return () => ExitCodes.Ok;
    };

    private static void Print(Invocation invocation, EventResource happened)
    {
        if (invocation.IsJson)
        {
            JsonAnswers.Write(invocation.Out.Writer, happened, WireType.Of<EventResource>(), oneLine: true);
            return;
        }

        var screen = invocation.Out;
        screen.Line(string.Join(
            "  ",
            screen.Paint(WireSheet.Time(happened.Time, invocation.Around.Time.LocalTimeZone), Tone.Dim),
            screen.Paint(happened.Code.PadRight(20), Tone.Strong),
            screen.Paint(happened.Message, Tone.Plain)));
    }
}
