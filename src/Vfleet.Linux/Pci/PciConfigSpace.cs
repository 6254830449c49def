using System.Buffers.Binary;

namespace Vfleet.Linux.Pci;

/// <summary>A function's configuration space as far as it could be read: 64 bytes without CAP_SYS_ADMIN, else 256 or 4,096.</summary>
/// <remarks>Offsets and ids: include/uapi/linux/pci_regs.h. Every length is checked: recorded trees hold what strangers sent.</remarks>
/// <param name="Bytes">The bytes from offset 0.</param>
public readonly record struct PciConfigSpace(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Capability "PCI Express".</summary>
    public const byte Express = 0x10;

    /// <summary>Extended capability "Access Control Services".</summary>
    public const ushort AccessControl = 0x0d;

    /// <summary>Extended capability "Alternative Routing-ID Interpretation".</summary>
    public const ushort AlternativeRouting = 0x0e;

    /// <summary>Extended capability "Single Root I/O Virtualization".</summary>
    public const ushort SrIov = 0x10;

    private const int StandardEnd = 0x100;
    private const int ExtendedEnd = 0x1000;

    /// <summary>Whether the list of capabilities could be read.</summary>
    public bool HasCapabilities => Bytes.Length >= StandardEnd;

    /// <summary>Whether the list of extended capabilities could be read.</summary>
    public bool HasExtended => Bytes.Length >= ExtendedEnd;

    /// <summary>A 16-bit register.</summary>
    /// <param name="offset">Its offset.</param>
    /// <returns>The value, or null when it lies past what could be read.</returns>
    public ushort? Word(int offset) =>
        offset >= 0 && offset + 2 <= Bytes.Length ? BinaryPrimitives.ReadUInt16LittleEndian(Bytes.Span[offset..]) : null;

    /// <summary>A 32-bit register.</summary>
    /// <param name="offset">Its offset.</param>
    /// <returns>The value, or null when it lies past what could be read.</returns>
    public uint? Double(int offset) =>
        offset >= 0 && offset + 4 <= Bytes.Length ? BinaryPrimitives.ReadUInt32LittleEndian(Bytes.Span[offset..]) : null;

    /// <summary>Where a capability lies.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The offset, or null when there is none (or the list was not readable: see <see cref="HasCapabilities"/>).</returns>
    public int? Capability(byte id)
    {
        const int StatusRegister = 0x06, HasList = 0x10, ListPointer = 0x34, MostCapabilities = 48;
        if (!HasCapabilities || (Word(StatusRegister) & HasList) == 0)
        {
            return null;
        }

        int offset = Bytes.Span[ListPointer] & 0xfc;

        // A broken list may be a ring.
        for (var i = 0; i < MostCapabilities && offset >= 0x40; i++)
        {
            if (Bytes.Span[offset] == id)
            {
                return offset;
            }

            offset = Bytes.Span[offset + 1] & 0xfc;
        }

        return null;
    }

    /// <summary>Where an extended capability lies.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The offset, or null when there is none (or the list was not readable: see <see cref="HasExtended"/>).</returns>
    public int? Extended(ushort id)
    {
        const int MostCapabilities = (ExtendedEnd - StandardEnd) / 8;
        if (!HasExtended)
        {
            return null;
        }

        var offset = StandardEnd;
        for (var i = 0; i < MostCapabilities && offset >= StandardEnd && Double(offset) is { } header and not (0 or uint.MaxValue); i++)
        {
            if ((header & 0xffff) == id)
            {
                return offset;
            }

            offset = (int)(header >> 20) & 0xffc;
        }

        return null;
    }
}
