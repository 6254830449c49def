using Vfleet.Api.Answers;
using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Client;

namespace Vfleet.Cli.Commands.Fleet;

/// <summary>Tells of resources: the wire's JSON, or tables and sentences.</summary>
internal static class ResourceAnswer
{
    /// <summary>Tells a list.</summary>
    /// <typeparam name="T">What it lists.</typeparam>
    /// <param name="invocation">The command.</param>
    /// <param name="page">The list.</param>
    /// <param name="columns">The table's columns.</param>
    /// <param name="empty">What is said of an empty one.</param>
    public static int Tell<T>(Invocation invocation, Page<T> page, FleetColumn<T>[] columns, string empty)
    {
        if (invocation.IsJson)
        {
            return invocation.Answer(page, WireType.Of<Page<T>>());
        }

        if (page.Items.Count == 0)
        {
            invocation.Out.Line(empty);
            return ExitCodes.Ok;
        }

        Table(page.Items, columns).Print(invocation.Out);
        if (page.Items.Count < page.Total)
        {
            invocation.Error.Line($"{page.Items.Count} of {page.Total}: --limit has more");
        }

        return ExitCodes.Ok;
    }

    /// <summary>A table of resources.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="items">The resources.</param>
    /// <param name="columns">The columns.</param>
    public static Table Table<T>(IEnumerable<T> items, FleetColumn<T>[] columns)
    {
        var table = new Table([.. columns.Select(column => column.Column)]);
        foreach (var item in items)
        {
            table.Add([.. columns.Select(column => column.Cell(item))]);
        }

        return table;
    }

    /// <summary>Tells one resource, whole.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="invocation">The command.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="title">What it is called.</param>
    public static int Tell<T>(Invocation invocation, T resource, string title)
    {
        if (invocation.IsJson)
        {
            return invocation.Answer(resource, WireType.Of<T>());
        }

        WireSheet.Of(title, resource).Print(invocation.Out);
        return ExitCodes.Ok;
    }

    /// <summary>Tells what was done to a resource, or would be.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="invocation">The command.</param>
    /// <param name="resource">It as it is now, or would be.</param>
    /// <param name="subject">What it is called.</param>
    /// <param name="done">What was done, as <c>added</c>.</param>
    /// <param name="dryRun">Whether nothing was.</param>
    public static int TellDone<T>(Invocation invocation, T resource, string subject, string done, bool dryRun)
    {
        if (invocation.IsJson)
        {
            return invocation.Answer(resource, WireType.Of<T>());
        }

        SayDone(invocation, subject, done, dryRun);
        return ExitCodes.Ok;
    }

    /// <summary>Tells that something is gone, or would be.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="subject">What it was called.</param>
    /// <param name="done">What was done, as <c>removed</c>.</param>
    /// <param name="dryRun">Whether nothing was.</param>
    public static int TellGone(Invocation invocation, string subject, string done, bool dryRun)
    {
        if (invocation.IsJson)
        {
            return invocation.Answer(new DoneAnswer(subject, done, dryRun), JsonAnswers.Default.DoneAnswer);
        }

        SayDone(invocation, subject, done, dryRun);
        return ExitCodes.Ok;
    }

    private static void SayDone(Invocation invocation, string subject, string done, bool dryRun) => invocation.Out.Line(dryRun
        ? $"{invocation.Out.Paint(subject, Tone.Plain)} would be {done} (--dry-run: nothing was changed)"
        : $"{invocation.Out.Paint(subject, Tone.Plain)} {done}");
}
