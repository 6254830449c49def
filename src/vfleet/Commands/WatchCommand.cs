using System.Globalization;
using Vfleet.Cli.Help;
using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Domain.Problems;
using Vfleet.Host.Watching;

namespace Vfleet.Cli.Commands;

/// <summary><c>vfleet watch</c>.</summary>
internal sealed class WatchCommand() : LeafCommand("watch", "follow what happens to functions, links and guests")
{
    private const int KindWidth = 20;
    private const int SubjectWidth = 16;

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Prints a line for every event as it comes: functions that appear and go, links that change, guests that get or lose a device. "
                + "A line watch.began says of a source from when on nothing of it is missed. With --json every line is a JSON object. It ends with Ctrl-C, and that is success (exit code 0).",
        ],
        new Example("Follow this host", "vfleet watch"),
        new Example("Links only, for a script", "vfleet watch --json | jq -c 'select(.kind | startswith(\"link.\"))'"));

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var problems = invocation.Values.Problems;
        if (invocation.IsRecorded)
        {
            problems = problems.Add(new Problem(
                ProblemCode.RecordedHost, "nothing happens on a recorded host (--root)", "leave --root out", "root"));
        }

        if (!problems.IsEmpty)
        {
            return invocation.Refuse(problems);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var host = invocation.Open();
        using (invocation.Around.Signals.Take(_ => stop.Cancel()))
        {
            try
            {
                await foreach (var happened in host.WatchAsync(stop.Token))
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

        return ExitCodes.Ok;
    }

    private static void Print(Invocation invocation, HostEvent happened)
    {
        if (invocation.IsJson)
        {
            JsonAnswers.Write(
                invocation.Out.Writer,
                new EventView(happened.At, happened.Kind, happened.Subject, happened.Detail),
                JsonAnswers.Default.EventView,
                oneLine: true);
            return;
        }

        var screen = invocation.Out;
        var local = TimeZoneInfo.ConvertTime(happened.At, invocation.Around.Time.LocalTimeZone);
        screen.Line(string.Join(
            "  ",
            screen.Paint(local.ToString("HH:mm:ss", CultureInfo.InvariantCulture), Tone.Dim),
            screen.Paint(happened.Kind.PadRight(KindWidth), Tone.Plain),
            screen.Paint(happened.Subject.PadRight(SubjectWidth), Tone.Strong),
            screen.Paint(happened.Detail, Tone.Plain)));
    }
}
