using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Vfleet.Host.Guests.Seeds;

/// <summary>Writes the records of an image's only folder (ECMA-119 9.1), each with its Rock Ridge entries or its Joliet name.</summary>
internal static class IsoFolder
{
    private const int FolderMode = 0x41ed;
    private const int FileMode = 0x8124;

    /// <summary>Writes a folder.</summary>
    public static void Write(Span<byte> to, int own, ImmutableArray<IsoFile> files, ImmutableArray<int> places, bool joliet)
    {
        // Only in the root's own record does Rock Ridge say that it is there.
        var length = WriteRecord(to, own, IsoImage.Sector, isFolder: true, [0], joliet ? [] : [.. Shared(), .. Mode(FolderMode, 2), .. Extension()]);
        length += WriteRecord(to[length..], own, IsoImage.Sector, isFolder: true, [1], joliet ? [] : Mode(FolderMode, 2));
        for (var i = 0; i < files.Length; i++)
        {
            var file = files[i];
            var place = file.Content.Length == 0 ? 0 : places[i];
            byte[] name = joliet
                ? Encoding.BigEndianUnicode.GetBytes(file.Name + ";1")
                : Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"FILE{i}.;1"));
            length += WriteRecord(to[length..], place, file.Content.Length, isFolder: false, name, joliet ? [] : [.. Mode(FileMode, 1), .. Name(file.Name)]);
        }
    }

    /// <summary>Writes one record.</summary>
    /// <returns>Its length.</returns>
    internal static int WriteRecord(Span<byte> to, int place, int bytes, bool isFolder, ReadOnlySpan<byte> name, ReadOnlySpan<byte> system)
    {
        var named = 33 + name.Length + (1 - (name.Length % 2));
        var length = named + system.Length + (system.Length % 2);
        to[0] = checked((byte)length);
        IsoImage.Both(to[2..], place);
        IsoImage.Both(to[10..], bytes);

        // 1 January 1970: the same files give the same image.
        (to[18], to[19], to[20]) = (70, 1, 1);
        to[25] = (byte)(isFolder ? 2 : 0);
        IsoImage.Both16(to[28..], 1);
        to[32] = (byte)name.Length;
        name.CopyTo(to[33..]);
        system.CopyTo(to[named..]);
        return length;
    }

    // SUSP 5.3.
    private static byte[] Shared() => [(byte)'S', (byte)'P', 7, 1, 0xbe, 0xef, 0];

    // SUSP 5.5: the identifier that RRIP 1.09 has, which Linux, libisofs and others look for; description and source are empty.
    private static byte[] Extension() => [(byte)'E', (byte)'R', 18, 1, 10, 0, 0, 1, .. "RRIP_1991A"u8];

    // RRIP 4.1.1.
    private static byte[] Mode(int mode, int links)
    {
        var entry = new byte[36];
        (entry[0], entry[1], entry[2], entry[3]) = ((byte)'P', (byte)'X', (byte)entry.Length, 1);
        IsoImage.Both(entry.AsSpan(4), mode);
        IsoImage.Both(entry.AsSpan(12), links);
        return entry;
    }

    // RRIP 4.1.4.
    private static byte[] Name(string name) => [(byte)'N', (byte)'M', (byte)(5 + name.Length), 1, 0, .. Encoding.ASCII.GetBytes(name)];
}
