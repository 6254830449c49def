using System.Text;
using Vfleet.Linux.Pci;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeSysfs;

namespace Vfleet.Linux.Tests.Pci;

public sealed class PciIdsTests
{
    private const string File = """
        # a comment
        0e11  Compaq
        	8086  not a vendor
        8086  Intel Corporation
        	10c9  82576 Gigabit Network Connection
        		8086 a03c  Gigabit ET Dual Port Server Adapter
        		103c 31ef  NC362i
        # inside
        	10ca  82576 Virtual Function
        15b3  Mellanox Technologies
        	101e  ConnectX Family mlx5Gen Virtual Function
        C 01  Mass storage controller
        	08  Non-Volatile memory controller
        C 02  Network controller
        	00  Ethernet controller
        		01  nothing

        """;

    private readonly PciIds _ids = PciIds.Parse(Encoding.UTF8.GetBytes(File));

    [Fact]
    public void Names_are_found_at_every_level()
    {
        _ids.Vendor(0x8086).ShouldBe("Intel Corporation");
        _ids.Device(0x8086, 0x10ca).ShouldBe("82576 Virtual Function");
        _ids.Device(0x15b3, 0x101e).ShouldBe("ConnectX Family mlx5Gen Virtual Function");
        _ids.Subsystem(0x8086, 0x10c9, 0x103c, 0x31ef).ShouldBe("NC362i");
        _ids.Class(0x020000).ShouldBe("Ethernet controller");
        _ids.Class(0x010802).ShouldBe("Non-Volatile memory controller");
    }

    [Fact]
    public void A_device_of_one_vendor_is_not_found_under_another()
    {
        _ids.Device(0x0e11, 0x10c9).ShouldBeNull();
        _ids.Device(0x8086, 0x101e).ShouldBeNull();
        _ids.Vendor(0x10c9).ShouldBeNull();
        _ids.Subsystem(0x8086, 0x10ca, 0x8086, 0xa03c).ShouldBeNull();
        _ids.Class(0x030000).ShouldBeNull();
    }

    [Fact]
    public void What_has_no_name_is_described_by_its_ids()
    {
        var function = new PciFunction { Address = PciAddress.Parse("0000:01:00.0"), Vendor = 0x8086, Device = 0x10c9 };
        _ids.Describe(function).ShouldBe("Intel Corporation 82576 Gigabit Network Connection");
        _ids.Describe(function with { Device = 0xffff }).ShouldBe("Intel Corporation Device ffff");
        _ids.Describe(function with { Vendor = 0xabcd }).ShouldBe("Device abcd:10c9");
    }

    [Fact]
    public void The_hosts_file_is_found_and_its_absence_is_no_error()
    {
        using var host = new FakeHost();
        PciIds.Load(host.Root).Path.ShouldBeNull();
        PciIds.Load(host.Root).Vendor(0x8086).ShouldBeNull();
        host.Files.Write("usr/share/hwdata/pci.ids", File);
        var ids = PciIds.Load(host.Root);
        ids.Path.ShouldBe("usr/share/hwdata/pci.ids");
        ids.Vendor(0x8086).ShouldBe("Intel Corporation");
    }

    [Theory]
    [InlineData("8086  Intel")]
    [InlineData("8086  Intel\r\n\t10c9  Card\r\n")]
    [InlineData("8086 ")]
    [InlineData("")]
    public void Odd_ends_of_the_file_are_borne(string content)
    {
        var ids = PciIds.Parse(Encoding.UTF8.GetBytes(content));
        ids.Vendor(0x8086).ShouldBe(content.Contains("Intel", StringComparison.Ordinal) ? "Intel" : null);
        ids.Device(0x8086, 0x10c9).ShouldBe(content.Contains("Card", StringComparison.Ordinal) ? "Card" : null);
    }

    [Fact]
    public void Any_damage_gives_a_name_or_none_but_never_an_error()
    {
        var random = new Random(11);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(File);
            for (var i = random.Next(1, 40); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(4) switch { 0 => (byte)'\n', 1 => (byte)'\t', 2 => (byte)' ', _ => (byte)random.Next(256) };
            }

            var ids = PciIds.Parse(bytes.AsMemory(0, random.Next(bytes.Length + 1)));
            foreach (var name in new[]
            {
                ids.Vendor(0x8086), ids.Device(0x8086, 0x10c9), ids.Device(0x15b3, 0x101e), ids.Subsystem(0x8086, 0x10c9, 0x103c, 0x31ef), ids.Class(0x020000),
            })
            {
                (name is null || (name.Length is > 0 and <= 300 && !name.Contains('\n'))).ShouldBeTrue($"round {round}: '{name}'");
            }
        }
    }
}
