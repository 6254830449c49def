using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Linux.Pci;

/// <summary>Names of vendors and devices from the host's <c>pci.ids</c>.</summary>
/// <remarks>
/// Only the wanted entries are looked for, in the file's bytes; the 40,000 others are never parsed. Format: the head of the file itself
/// (vendors at the line's start, devices after one tab, subsystems after two, classes after "C "). Lines that do not follow it are passed
/// over.
/// </remarks>
public sealed class PciIds
{
    // Debian's pci.ids has 1.4 MB.
    private const int MostBytes = 32 << 20;

    private static readonly string[] s_paths = ["usr/share/misc/pci.ids", "usr/share/hwdata/pci.ids", "usr/share/pci.ids"];

    private readonly ReadOnlyMemory<byte> _file;
    private readonly ConcurrentDictionary<(char Kind, ulong Key), string?> _found = new();

    // A vendor's section may have 200 kB; its devices are asked for one by one.
    private readonly ConcurrentDictionary<string, (Range Name, Range Body)> _sections = new(StringComparer.Ordinal);

    private PciIds(ReadOnlyMemory<byte> file, string? path)
    {
        _file = file;
        Path = path;
    }

    /// <summary>The file that was found, relative to the root; null when the host has none and every name is a number.</summary>
    public string? Path { get; }

    /// <summary>Reads the host's file. A missing, unreadable or damaged file gives no names, never an error.</summary>
    /// <param name="root">The host.</param>
    /// <returns>The names.</returns>
    public static PciIds Load(SysfsRoot root)
    {
        foreach (var path in s_paths)
        {
            if (root.TryReadBytes(path, out var bytes, MostBytes) == Errno.None)
            {
                return new PciIds(bytes, path);
            }
        }

        return new PciIds(ReadOnlyMemory<byte>.Empty, null);
    }

    /// <summary>Takes names from a file's content.</summary>
    /// <param name="content">The content.</param>
    /// <returns>The names.</returns>
    public static PciIds Parse(ReadOnlyMemory<byte> content) => new(content, null);

    /// <summary>The vendor's name, such as "Intel Corporation".</summary>
    /// <param name="vendor">Vendor id.</param>
    /// <returns>The name, or null when the file has none.</returns>
    public string? Vendor(ushort vendor) =>
        _found.GetOrAdd(('v', vendor), static (key, ids) => Text(ids._file.Span[ids.Section(Key(key.Key, 4)).Name]), this);

    /// <summary>The device's name, such as "82576 Gigabit Network Connection".</summary>
    /// <param name="vendor">Vendor id.</param>
    /// <param name="device">Device id.</param>
    /// <returns>The name, or null when the file has none.</returns>
    public string? Device(ushort vendor, ushort device) =>
        _found.GetOrAdd(('d', ((ulong)vendor << 16) | device), static (key, ids) => ids.Nested(Key(key.Key >> 16, 4), Key(key.Key & 0xffff, 4)), this);

    /// <summary>The name of a card that carries the device.</summary>
    /// <param name="vendor">Vendor id.</param>
    /// <param name="device">Device id.</param>
    /// <param name="subsystemVendor">Subsystem vendor id.</param>
    /// <param name="subsystemDevice">Subsystem id.</param>
    /// <returns>The name, or null when the file has none.</returns>
    public string? Subsystem(ushort vendor, ushort device, ushort subsystemVendor, ushort subsystemDevice)
    {
        var key = ((ulong)vendor << 48) | ((ulong)device << 32) | ((ulong)subsystemVendor << 16) | subsystemDevice;
        return _found.GetOrAdd(
            ('s', key),
            static (key, ids) => ids.Nested(
                Key(key.Key >> 48, 4),
                Key((key.Key >> 32) & 0xffff, 4),
                $"{Key((key.Key >> 16) & 0xffff, 4)} {Key(key.Key & 0xffff, 4)}"),
            this);
    }

    /// <summary>The name of a class and subclass, such as "Ethernet controller".</summary>
    /// <param name="code">24 bits: class, subclass, programming interface.</param>
    /// <returns>The name, or null when the file has none.</returns>
    public string? Class(uint code) =>
        _found.GetOrAdd(('c', code >> 8), static (key, ids) => ids.Nested("C " + Key(key.Key >> 8, 2), Key(key.Key & 0xff, 2)), this);

    /// <summary>Vendor and device in words, with the ids in place of what has no name: "Intel Corporation 82576 Virtual
    /// Function".</summary>
    /// <param name="function">The function.</param>
    /// <returns>The words, never empty.</returns>
    public string Describe(PciFunction function)
    {
        var vendor = Vendor(function.Vendor);
        var device = Device(function.Vendor, function.Device);
        return vendor is null && device is null
            ? $"Device {function.Ids}"
            : $"{vendor ?? $"Vendor {function.Vendor:x4}"} {device ?? $"Device {function.Device:x4}"}";
    }

    private static string Key(ulong value, int digits) => value.ToString(digits == 4 ? "x4" : "x2", CultureInfo.InvariantCulture);

    private (Range Name, Range Body) Section(string key) =>
        _sections.GetOrAdd(key, static (key, ids) => Entry(ids._file.Span, key, 0), this);

    private string? Nested(string section, params ReadOnlySpan<string> keys)
    {
        var lines = _file.Span[Section(section).Body];
        for (var level = 1; level < keys.Length; level++)
        {
            lines = lines[Entry(lines, keys[level - 1], level).Body];
        }

        return Text(lines[Entry(lines, keys[^1], keys.Length).Name]);
    }

    private static string? Text(ReadOnlySpan<byte> name) => name.IsEmpty ? null : Encoding.UTF8.GetString(name);

    /// <summary>Finds an entry of one level: its name, and the lines below it up to the next entry of the same level or above.</summary>
    private static (Range Name, Range Body) Entry(ReadOnlySpan<byte> file, string key, int level)
    {
        // With the newline before it: "8086 " alone stands in thousands of subsystem lines.
        Span<byte> head = stackalloc byte[1 + level + key.Length + 1];
        head.Fill((byte)'\t');
        head[0] = (byte)'\n';
        _ = Encoding.ASCII.GetBytes(key, head[(1 + level)..]);
        head[^1] = (byte)' ';

        var at = file.StartsWith(head[1..]) ? 0 : file.IndexOf(head) + 1;
        if (at > 0 || file.StartsWith(head[1..]))
        {
            var start = at + head.Length - 1;
            var end = LineEnd(file, start);
            return (Trim(file, start, end), end..BodyEnd(file, end, level));
        }

        return (0..0, 0..0);
    }

    private static int BodyEnd(ReadOnlySpan<byte> file, int position, int level)
    {
        while (position < file.Length)
        {
            var line = file[position..LineEnd(file, position)];
            var tabs = line.IndexOfAnyExcept((byte)'\t');
            if (tabs >= 0 && tabs <= level && line[tabs] is not ((byte)'#' or (byte)'\n' or (byte)'\r'))
            {
                break;
            }

            position += line.Length;
        }

        return position;
    }

    private static int LineEnd(ReadOnlySpan<byte> file, int position)
    {
        var end = file[position..].IndexOf((byte)'\n');
        return end < 0 ? file.Length : position + end + 1;
    }

    // A name is shown in tables; one of absurd length is a damaged line.
    private static Range Trim(ReadOnlySpan<byte> file, int start, int end)
    {
        const int MostName = 300;
        var name = file[start..end];
        var trimmed = name.Trim(" \t\r\n\0"u8);
        var offset = start + name.IndexOf(trimmed);
        return trimmed.Length > MostName ? 0..0 : offset..(offset + trimmed.Length);
    }
}
