using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;

namespace Vfleet.Linux.Sysfs;

/// <summary>Reads a device's attributes as values. What is missing is null; what fails or makes no sense is null and listed as a
/// fault.</summary>
/// <remarks>EINVAL counts as missing: the net core answers it for "no such value now", as <c>speed</c> and <c>carrier</c> of a link that
/// is down
/// (net/core/net-sysfs.c), and so does EOPNOTSUPP (<c>phys_port_name</c>).</remarks>
internal readonly ref struct AttributeReader(SysfsDirectory directory, ImmutableArray<ReadFault>.Builder faults)
{
    // The kernel gives at most a page for an attribute.
    private const int Page = 4097;

    private readonly SysfsDirectory _directory = directory;
    private readonly ImmutableArray<ReadFault>.Builder _faults = faults;

    public SysfsDirectory Directory => _directory;

    public string? Text(string name)
    {
        Span<byte> buffer = stackalloc byte[Page];
        return TryRead(name, buffer, out var content) && content.Length > 0 ? Encoding.UTF8.GetString(content) : null;
    }

    public long? Number(string name)
    {
        Span<byte> buffer = stackalloc byte[64];
        if (!TryRead(name, buffer, out var content) || content.Length == 0)
        {
            return null;
        }

        var hexadecimal = content.StartsWith("0x"u8);
        var digits = hexadecimal ? content[2..] : content;
        if (Utf8Parser.TryParse(digits, out long value, out var used, hexadecimal ? 'x' : 'D') && used == digits.Length)
        {
            return value;
        }

        Malformed(name, content);
        return null;
    }

    /// <summary>A number that must lie in a range; outside it, it makes no sense.</summary>
    public int? Number(string name, int least, int most)
    {
        var value = Number(name);
        if (value is null || (value >= least && value <= most))
        {
            return (int?)value;
        }

        Malformed(name, Encoding.UTF8.GetBytes(value.Value.ToString()));
        return null;
    }

    /// <summary>A hexadecimal number that is written without "0x", such as <c>sriov_vf_device</c>.</summary>
    public uint? Hexadecimal(string name, uint most)
    {
        Span<byte> buffer = stackalloc byte[64];
        if (!TryRead(name, buffer, out var content) || content.Length == 0)
        {
            return null;
        }

        var digits = content.StartsWith("0x"u8) ? content[2..] : content;
        if (Utf8Parser.TryParse(digits, out uint value, out var used, 'x') && used == digits.Length && value <= most)
        {
            return value;
        }

        Malformed(name, content);
        return null;
    }

    /// <summary>The last component of a link's target: the driver's or group's name.</summary>
    public string? LinkName(string name)
    {
        Span<byte> buffer = stackalloc byte[PathBytes.Capacity];
        return TryLink(name, buffer, out var last) ? Encoding.UTF8.GetString(last) : null;
    }

    public bool TryLink(string name, Span<byte> buffer, out ReadOnlySpan<byte> last)
    {
        var errno = _directory.TryReadLink(name, buffer, out var target);
        Note(name, errno);
        last = target[(target.LastIndexOf((byte)'/') + 1)..];
        return errno == Errno.None && last.Length > 0;
    }

    public bool TryRead(string name, Span<byte> buffer, out ReadOnlySpan<byte> content)
    {
        var errno = _directory.TryRead(name, buffer, out content);
        Note(name, errno);
        return errno == Errno.None;
    }

    public void Malformed(string name, ReadOnlySpan<byte> content)
    {
        // A fault is shown to people: enough of the content to recognise it, nothing that moves a terminal's cursor.
        var shown = Encoding.Latin1.GetString(content[..Math.Min(content.Length, 60)]);
        _faults.Add(new ReadFault($"{_directory.Path}/{name}", Errno.Invalid, string.Concat(shown.Select(c => char.IsControl(c) ? '?' : c))));
    }

    private void Note(string name, Errno errno)
    {
        if (errno is not (Errno.None or Errno.NoEntry or Errno.Invalid or Errno.NotSupported))
        {
            _faults.Add(new ReadFault($"{_directory.Path}/{name}", errno));
        }
    }
}
