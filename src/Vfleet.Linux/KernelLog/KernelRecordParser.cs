using System.Buffers.Text;
using System.Text;

namespace Vfleet.Linux.KernelLog;

/// <summary>Parses what one read of <c>/dev/kmsg</c> gives (kernel Documentation/ABI/testing/dev-kmsg).</summary>
/// <remarks>Prefix fields after the fourth and dictionary keys other than DEVICE are ignored, as that page asks.</remarks>
internal static class KernelRecordParser
{
    /// <summary>Parses one record: <c>PRIORITY,SEQUENCE,MICROSECONDS,FLAGS;TEXT</c> and lines <c> KEY=VALUE</c>.</summary>
    /// <param name="record">The bytes of one read.</param>
    /// <returns>The message, or null when the bytes are no record.</returns>
    public static KernelMessage? Parse(ReadOnlySpan<byte> record)
    {
        var semicolon = record.IndexOf((byte)';');
        if (semicolon < 0)
        {
            return null;
        }

        var prefix = record[..semicolon];
        if (!TryField(ref prefix, out var priority) || !TryField(ref prefix, out var sequence) || !TryField(ref prefix, out var microseconds)
            || microseconds > (ulong)(TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond))
        {
            return null;
        }

        var body = record[(semicolon + 1)..];
        var end = body.IndexOf((byte)'\n');
        var text = end < 0 ? body : body[..end];
        return new KernelMessage(
            (KernelSeverity)(priority & 7),
            sequence,
            TimeSpan.FromTicks((long)microseconds * TimeSpan.TicksPerMicrosecond),
            KernelText.Unescape(text),
            end < 0 ? null : Device(body[(end + 1)..]));
    }

    private static bool TryField(ref ReadOnlySpan<byte> prefix, out ulong value)
    {
        if (!Utf8Parser.TryParse(prefix, out value, out var used) || (used < prefix.Length && prefix[used] != (byte)','))
        {
            return false;
        }

        prefix = prefix[Math.Min(used + 1, prefix.Length)..];
        return true;
    }

    private static string? Device(ReadOnlySpan<byte> dictionary)
    {
        foreach (var range in dictionary.Split((byte)'\n'))
        {
            var line = dictionary[range];
            if (line.StartsWith(" DEVICE="u8))
            {
                return Encoding.UTF8.GetString(line[" DEVICE="u8.Length..]);
            }
        }

        return null;
    }
}
