using System.Buffers.Binary;
using System.Text;

namespace Vfleet.Host.Tests.Guests;

/// <summary>Reads the only folder of an ISO 9660 image, by the names of Rock Ridge or of Joliet, from nothing but what the image says.</summary>
internal sealed class IsoReader(byte[] image)
{
    private const int Sector = 2048;

    public string Volume(bool joliet)
    {
        var text = Descriptor(joliet).Slice(40, 32);
        return (joliet ? Encoding.BigEndianUnicode : Encoding.ASCII).GetString(text).TrimEnd(' ');
    }

    public int Sectors => Number(Descriptor(joliet: false)[80..]);

    public Dictionary<string, string> Files(bool joliet)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var root = Descriptor(joliet)[156..];
        var folder = image.AsSpan(Number(root[2..]) * Sector, Number(root[10..]));
        var extension = joliet ? "" : Extension(folder);
        while (folder[0] != 0)
        {
            var record = folder[..folder[0]];
            if ((record[25] & 2) == 0)
            {
                var name = joliet ? Encoding.BigEndianUnicode.GetString(record.Slice(33, record[32]))[..^2] : Named(record, extension);
                files.Add(name, Encoding.UTF8.GetString(image.AsSpan(Number(record[2..]) * Sector, Number(record[10..]))));
            }

            folder = folder[folder[0]..];
        }

        return files;
    }

    // As fs/isofs/rock.c does: no SP and ER in the root's own record, no Rock Ridge.
    private static string Extension(ReadOnlySpan<byte> folder)
    {
        var system = System(folder[..folder[0]]);
        Encoding.ASCII.GetString(system[..2]).ShouldBe("SP");
        (system[4], system[5]).ShouldBe(((byte)0xbe, (byte)0xef));
        var entry = Entry(system, "ER");
        return Encoding.ASCII.GetString(entry.Slice(8, entry[4]));
    }

    private static string Named(ReadOnlySpan<byte> record, string extension)
    {
        extension.ShouldBe("RRIP_1991A");
        var mode = Number(Entry(System(record), "PX")[4..]);
        (mode & 0xf000).ShouldBe(0x8000, "a regular file");
        return Encoding.ASCII.GetString(Entry(System(record), "NM")[5..]);
    }

    private static ReadOnlySpan<byte> System(ReadOnlySpan<byte> record) => record[(33 + record[32] + (1 - (record[32] % 2)))..];

    private static ReadOnlySpan<byte> Entry(ReadOnlySpan<byte> system, string name)
    {
        while (system.Length >= 4 && Encoding.ASCII.GetString(system[..2]) != name)
        {
            system = system[system[2]..];
        }

        return system[..system[2]];
    }

    private ReadOnlySpan<byte> Descriptor(bool joliet)
    {
        var descriptor = image.AsSpan((joliet ? 17 : 16) * Sector, Sector);
        Encoding.ASCII.GetString(descriptor.Slice(1, 5)).ShouldBe("CD001");
        descriptor[0].ShouldBe((byte)(joliet ? 2 : 1));
        return descriptor;
    }

    private static int Number(ReadOnlySpan<byte> at)
    {
        var little = BinaryPrimitives.ReadInt32LittleEndian(at);
        BinaryPrimitives.ReadInt32BigEndian(at[4..]).ShouldBe(little);
        return little;
    }
}
