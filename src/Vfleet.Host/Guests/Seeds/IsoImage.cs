using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Vfleet.Host.Guests.Seeds;

/// <summary>A file in an image's only folder.</summary>
/// <param name="Name">Its name: ASCII, at most 31 characters.</param>
/// <param name="Content">What is in it.</param>
internal sealed record IsoFile(string Name, ReadOnlyMemory<byte> Content);

/// <summary>
/// Writes small ISO 9660 images of one folder, with the names of the Rock Ridge and Joliet extensions: Linux reads the first (fs/isofs/rock.c),
/// others the second.
/// </summary>
/// <remarks>Formats: ECMA-119; IEEE P1281 (SUSP) and P1282 (Rock Ridge); Microsoft's Joliet specification.</remarks>
internal static class IsoImage
{
    internal const int Sector = 2048;

    // What stands where: 16 sectors of nothing, three descriptors, four path tables, two folders, the files.
    private const int FirstDescriptor = 16;
    private const int PathTables = 19;
    private const int Folder = 23;
    private const int JolietFolder = 24;
    private const int FirstFile = 25;
    private const int PathTableLength = 10;

    private static readonly byte[] s_levelThree = [0x25, 0x2f, 0x45];

    /// <summary>Writes an image.</summary>
    /// <param name="volume">Its volume id: ASCII, at most 16 characters.</param>
    /// <param name="files">Its files in ordinal order of their names.</param>
    /// <returns>The image.</returns>
    public static byte[] Write(string volume, ImmutableArray<IsoFile> files)
    {
        var places = Places(files);
        var sectors = FirstFile + files.Sum(file => Sectors(file.Content.Length));
        var image = new byte[sectors * Sector];
        WriteDescriptor(At(image, FirstDescriptor), volume, sectors, joliet: false);
        WriteDescriptor(At(image, FirstDescriptor + 1), volume, sectors, joliet: true);
        var end = At(image, FirstDescriptor + 2);
        end[0] = 255;
        Signature(end);
        foreach (var (table, folder, isBigEndian) in new[] { (0, Folder, false), (1, Folder, true), (2, JolietFolder, false), (3, JolietFolder, true) })
        {
            WritePathTable(At(image, PathTables + table), folder, isBigEndian);
        }

        IsoFolder.Write(At(image, Folder), Folder, files, places, joliet: false);
        IsoFolder.Write(At(image, JolietFolder), JolietFolder, files, places, joliet: true);
        for (var i = 0; i < files.Length; i++)
        {
            files[i].Content.Span.CopyTo(image.AsSpan(places[i] * Sector));
        }

        return image;
    }

    /// <summary>Writes a number as ECMA-119 7.3.3 has it: little-endian, then big-endian.</summary>
    internal static void Both(Span<byte> to, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, value);
        BinaryPrimitives.WriteInt32BigEndian(to[4..], value);
    }

    /// <summary>Writes a short number both ways (ECMA-119 7.2.3).</summary>
    internal static void Both16(Span<byte> to, short value)
    {
        BinaryPrimitives.WriteInt16LittleEndian(to, value);
        BinaryPrimitives.WriteInt16BigEndian(to[2..], value);
    }

    private static ImmutableArray<int> Places(ImmutableArray<IsoFile> files)
    {
        var places = ImmutableArray.CreateBuilder<int>(files.Length);
        var next = FirstFile;
        foreach (var file in files)
        {
            places.Add(next);
            next += Sectors(file.Content.Length);
        }

        return places.MoveToImmutable();
    }

    private static int Sectors(int bytes) => (bytes + Sector - 1) / Sector;

    private static Span<byte> At(byte[] image, int sector) => image.AsSpan(sector * Sector, Sector);

    private static void Signature(Span<byte> descriptor)
    {
        "CD001"u8.CopyTo(descriptor[1..]);
        descriptor[6] = 1;
    }

    // ECMA-119 8.4 and 8.5.
    private static void WriteDescriptor(Span<byte> to, string volume, int sectors, bool joliet)
    {
        to[0] = (byte)(joliet ? 2 : 1);
        Signature(to);
        Text(to.Slice(8, 32), "", joliet);
        Text(to.Slice(40, 32), volume, joliet);
        Both(to[80..], sectors);
        if (joliet)
        {
            s_levelThree.CopyTo(to[88..]);
        }

        Both16(to[120..], 1);
        Both16(to[124..], 1);
        Both16(to[128..], Sector);
        Both(to[132..], PathTableLength);
        BinaryPrimitives.WriteInt32LittleEndian(to[140..], PathTables + (joliet ? 2 : 0));
        BinaryPrimitives.WriteInt32BigEndian(to[148..], PathTables + (joliet ? 3 : 1));
        _ = IsoFolder.WriteRecord(to[156..], joliet ? JolietFolder : Folder, Sector, isFolder: true, [0], []);
        foreach (var (at, length) in new[] { (190, 128), (318, 128), (446, 128), (574, 128), (702, 37), (739, 37), (776, 37) })
        {
            Text(to.Slice(at, length), "", joliet);
        }

        foreach (var at in new[] { 813, 830, 847, 864 })
        {
            // No date: digits of zero and an offset of zero.
            to.Slice(at, 16).Fill((byte)'0');
        }

        to[881] = 1;
    }

    // Filled up with blanks; Joliet's characters have two bytes, the higher first.
    private static void Text(Span<byte> to, string text, bool joliet)
    {
        if (!joliet)
        {
            to.Fill((byte)' ');
            Encoding.ASCII.GetBytes(text, to);
            return;
        }

        for (var i = 0; i + 1 < to.Length; i += 2)
        {
            (to[i], to[i + 1]) = (0, (byte)' ');
        }

        Encoding.BigEndianUnicode.GetBytes(text, to);
    }

    // One folder, the root, which is its own parent (ECMA-119 9.4).
    private static void WritePathTable(Span<byte> to, int folder, bool isBigEndian)
    {
        to[0] = 1;
        if (isBigEndian)
        {
            BinaryPrimitives.WriteInt32BigEndian(to[2..], folder);
            to[7] = 1;
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(to[2..], folder);
            to[6] = 1;
        }
    }
}
