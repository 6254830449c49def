using System.Globalization;
using System.Text.RegularExpressions;

namespace Vfleet.Linux.KernelLog;

/// <summary>Parses a log as people send it: the output of dmesg with or without times (<c>[    1.234567] text</c>) and with <c>&lt;6&gt;</c> prefixes or without.</summary>
internal static partial class RecordedLogParser
{
    /// <summary>Parses line by line; what has no known prefix is all text.</summary>
    /// <param name="content">The file.</param>
    /// <returns>The messages in order; empty lines are left out.</returns>
    public static IReadOnlyList<KernelMessage> Parse(string content)
    {
        var messages = new List<KernelMessage>();
        foreach (var range in content.AsSpan().Split('\n'))
        {
            var line = content.AsSpan()[range].TrimEnd();
            if (!line.IsEmpty)
            {
                messages.Add(ParseLine(line.ToString()));
            }
        }

        return messages;
    }

    private static KernelMessage ParseLine(string line)
    {
        var match = Prefix().Match(line);
        var severity = match.Groups["priority"] is { Success: true } priority
            ? (KernelSeverity)(int.Parse(priority.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) & 7)
            : KernelSeverity.Info;

        // 12 digits are 30,000 years of uptime and fit a TimeSpan with room to spare.
        TimeSpan? time = match.Groups["seconds"] is { Success: true } seconds
            ? TimeSpan.FromSeconds(double.Parse(seconds.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture))
            : null;
        return new KernelMessage(severity, null, time, KernelText.Printable(line[match.Length..]), null);
    }

    // The second bracket is the caller that CONFIG_PRINTK_CALLER adds: [T1] or [C0].
    [GeneratedRegex(
        @"^(<(?<priority>\d{1,3})>)?(\[ *(?<seconds>\d{1,11}(\.\d{1,9})?)\] ?(\[ *[TC]\d+\] ?)?)?",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Prefix();
}
