using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Vfleet.Linux.KernelLog;

/// <summary>Reads records of <c>/dev/kmsg</c> and lines that dmesg printed.</summary>
internal static class KernelLogParser
{
    /// <summary>Reads one record of <c>/dev/kmsg</c>: "prio,sequence,microseconds,flags[,...];text", then " KEY=value" lines.</summary>
    /// <remarks>Format: kernel Documentation/ABI/testing/dev-kmsg. Unknown fields before the semicolon are to be ignored.</remarks>
    public static KernelLogRecord? Record(ReadOnlySpan<byte> record)
    {
        var semicolon = record.IndexOf((byte)';');
        if (semicolon < 0
            || !TryNumber(ref record, out var priority)
            || !TryNumber(ref record, out var sequence)
            || !TryNumber(ref record, out var microseconds))
        {
            return null;
        }

        record = record[(record.IndexOf((byte)';') + 1)..];
        var properties = ImmutableDictionary<string, string>.Empty;
        var end = record.IndexOf((byte)'\n');
        var text = end < 0 ? record : record[..end];
        var rest = end < 0 ? default : record[(end + 1)..];
        foreach (var range in rest.Split((byte)'\n'))
        {
            var line = rest[range];
            var equals = line.IndexOf((byte)'=');
            if (equals > 1 && line[0] == ' ')
            {
                properties = properties.SetItem(Unescape(line[1..equals]), Unescape(line[(equals + 1)..]));
            }
        }

        const ulong MostMicroseconds = long.MaxValue / TimeSpan.TicksPerMicrosecond;
        return microseconds > MostMicroseconds
            ? null
            : new KernelLogRecord(sequence, (int)(priority & 7), TimeSpan.FromMicroseconds((long)microseconds), Unescape(text), properties);
    }

    /// <summary>Reads a line of dmesg: "[   12.345678] text", with "&lt;6&gt;" before it or not; any other line is a text without a time.</summary>
    public static KernelLogRecord Line(string line)
    {
        int? level = null;
        var text = line.AsSpan();
        if (text.StartsWith("<") && text.IndexOf('>') is > 0 and <= 4 and var close
            && int.TryParse(text[1..close], NumberStyles.None, CultureInfo.InvariantCulture, out var priority))
        {
            level = priority & 7;
            text = text[(close + 1)..];
        }

        TimeSpan? time = null;
        if (text.StartsWith("[") && text.IndexOf(']') is > 0 and <= 20 and var bracket
            && decimal.TryParse(text[1..bracket], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var seconds)
            && seconds < 1_000_000_000)
        {
            time = TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
            text = text[(bracket + 1)..].TrimStart(' ');
        }

        return new KernelLogRecord(null, level, time, text.ToString(), ImmutableDictionary<string, string>.Empty);
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> record, out ulong value)
    {
        if (!Utf8Parser.TryParse(record, out value, out var used) || used >= record.Length || record[used] is not ((byte)',' or (byte)';'))
        {
            return false;
        }

        // The semicolon stays: it ends the fields.
        record = record[(record[used] == ',' ? used + 1 : used)..];
        return true;
    }

    // Bytes that are not printable come as \xNN.
    private static string Unescape(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("\\x"u8) < 0)
        {
            return Encoding.UTF8.GetString(text);
        }

        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i..].StartsWith("\\x"u8)
                && i + 4 <= text.Length
                && byte.TryParse(text.Slice(i + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes[length++] = value;
                i += 3;
            }
            else
            {
                bytes[length++] = text[i];
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}
