using System.Text;
using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Netlink.Uevent;

/// <summary>Reads <c>action@devpath</c> and the KEY=VALUE strings behind it, each closed by a zero byte (lib/kobject_uevent.c).</summary>
internal static class UeventParser
{
    /// <summary>Reads one datagram.</summary>
    /// <exception cref="MalformedNetlinkException">The first string has no <c>@</c>, or a string no <c>=</c>.</exception>
    public static Uevent Parse(ReadOnlySpan<byte> datagram)
    {
        var header = Next(ref datagram);
        var at = header.IndexOf((byte)'@');
        if (at <= 0)
        {
            throw new MalformedNetlinkException("a uevent does not start with 'action@devpath'");
        }

        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        while (!datagram.IsEmpty)
        {
            var text = Next(ref datagram);
            var equals = text.IndexOf((byte)'=');
            if (equals <= 0)
            {
                throw new MalformedNetlinkException("a uevent has a property without 'KEY='");
            }

            properties[Encoding.UTF8.GetString(text[..equals])] = Encoding.UTF8.GetString(text[(equals + 1)..]);
        }

        return new Uevent(
            Encoding.UTF8.GetString(header[..at]),
            Encoding.UTF8.GetString(header[(at + 1)..]),
            properties.GetValueOrDefault("SUBSYSTEM", ""),
            properties);
    }

    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)0);
        var text = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        return text;
    }
}
