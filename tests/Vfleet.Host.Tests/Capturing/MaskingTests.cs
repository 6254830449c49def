using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Vfleet.Host.Capturing;
using Vfleet.Primitives;

namespace Vfleet.Host.Tests.Capturing;

public sealed class MaskingTests : IAsyncDisposable
{
    private static readonly MacAddress Pf = MacAddress.Parse("a0:36:9f:12:34:56");
    private static readonly MacAddress Permanent = MacAddress.Parse("a0:36:9f:ab:cd:ef");
    private static readonly MacAddress Guest = MacAddress.Parse("52:54:00:77:88:99");

    private readonly Rig _rig = new(vfs: 3);
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string FilePath => Path.Join(_folder.Path, "host.tar.gz");

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task No_form_of_any_address_of_the_host_is_left_in_the_file()
    {
        Furnish();

        await WriteAsync(masked: true);

        var text = Unpacked();
        foreach (var mac in (MacAddress[])[Pf, Permanent, Guest, Rig.OriginalMac(0), Rig.OriginalMac(1), Rig.OriginalMac(2)])
        {
            foreach (var form in Forms(mac))
            {
                text.Contains(form, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{form} of {mac}");
            }
        }
    }

    [Fact]
    public async Task Without_masking_they_are_all_there()
    {
        Furnish();

        await WriteAsync(masked: false);

        var text = Unpacked();
        foreach (var form in Forms(Pf).Take(3).Append(Guest.ToString()).Append(Permanent.ToString()))
        {
            text.ShouldContain(form, Case.Insensitive);
        }
    }

    [Fact]
    public async Task The_same_address_is_masked_alike_in_sysfs_netlink_guests_and_log()
    {
        Furnish();
        await WriteAsync(masked: true);
        using var tree = RecordedTree.Open(FilePath).ShouldBeOfType<RecordedTreeOpening.Opened>().Tree;
        await using var host = HostFactory.Open(new HostOptions { Root = tree.Folder });

        var observed = await host.ObserveAsync(ObserveScope.All, Token);

        var pf = observed.Pfs[0];
        var shown = pf.Netdevs[0].Mac!.Value;
        shown.ShouldNotBe(Pf);
        (shown.Value >> 24).ShouldBe(Pf.Value >> 24, "the maker's octets tell something and nobody");
        File.ReadAllText(Path.Join(tree.Folder, $"sys/class/net/{Rig.PfName}/address")).Trim().ShouldBe(shown.ToString());
        File.ReadAllText(Path.Join(tree.Folder, "var/log/dmesg")).ShouldContain($"igb 0000:01:00.0: (PCIe:2.5Gb/s) {shown}");

        var vf = pf.Vfs[0].Settings!.Mac!.Value;
        vf.ShouldNotBe(Rig.OriginalMac(0));
        vf.ShouldBe(pf.Vfs[1].Settings!.Mac!.Value, "two VFs with one address still have one");
        observed.Guests.Single(guest => guest.Name == "web2").Devices.ShouldHaveSingleItem().Mac.ShouldBe(vf);
        pf.Vfs[2].Settings!.Mac.ShouldBe(MacAddress.Zero, "none is still none");
    }

    [Theory]
    [InlineData("address 52:54:00:77:88:99, next", true)]
    [InlineData("52-54-00-77-88-99", true)]
    [InlineData("mac=52:54:00:77:88:99,id=net0", true)]
    [InlineData("eth0:52:54:00:77:88:99", true)]
    [InlineData("added:52:54:00:77:88:99", true)]
    [InlineData("01:52:54:00:77:88:99", true)]
    [InlineData("fe80::5054:ff:fe77:8899/64", true)]
    [InlineData("fe80000000000000505400fffe778899 02 40 20 80 eth0", true)]
    [InlineData("enx525400778899", true)]
    [InlineData("ua-vfleet-525400778899", true)]
    [InlineData("52:54:00:ff:fe:77:88:99", true)]
    [InlineData("5254:00ff:fe77:8899", true)]
    [InlineData("80:00:02:08:fe:80:00:00:00:00:00:00:52:54:00:ff:fe:77:88:99", true)]
    [InlineData("33:33:ff:77:88:99", true)]
    [InlineData("0000:01:00.0 01:10.6", false)]
    [InlineData("12:34:56 0x525400778899", false)]
    [InlineData("00:00:00:00:00:00 ff:ff:ff:ff:ff:ff 01:00:5e:00:00:01", false)]
    [InlineData("6c7d1f8e-0b5c-4a6e-9d3e-2f1a5b7c9d01", false)]
    public void Every_way_of_writing_an_address_is_found_and_nothing_else(string text, bool isAddress)
    {
        var mask = new MacText(new MacMask());
        mask.Learn("52:54:00:77:88:99");
        mask.Learn(text);

        var masked = mask.Mask(text);

        if (isAddress)
        {
            masked.ShouldNotBe(text);
            masked.ShouldNotContain("77:88:99");
            masked.ShouldNotContain("778899");
            masked.ShouldNotContain("77-88-99");
            masked.ShouldNotContain("77:8899");
        }
        else
        {
            masked.ShouldBe(text);
        }

        mask.Mask(text).ShouldBe(masked, "the same every time");
    }

    [Fact]
    public void No_two_addresses_become_one_and_none_becomes_one_that_the_host_has()
    {
        var mask = new MacMask();
        var real = Enumerable.Range(1, 20_000).Select(number => 0x5254_0000_0000UL + (uint)number).ToList();
        real.ForEach(mask.Learn);

        var masked = real.ConvertAll(mask.Mask);

        masked.Distinct().Count().ShouldBe(real.Count);
        masked.Intersect(real).ShouldBeEmpty();
        masked.ShouldAllBe(mac => mac >> 24 == 0x525400);
    }

    private static IEnumerable<string> Forms(MacAddress mac)
    {
        var text = mac.ToString();
        var bare = text.Replace(":", "", StringComparison.Ordinal);
        var identifier = $"{byte.Parse(text[..2], System.Globalization.NumberStyles.HexNumber) ^ 2:x2}{text[3..5]}:{text[6..8]}ff:fe{text[9..11]}:{text[12..14]}{text[15..]}";
        return [text, bare, identifier, text.Replace(':', '-'), identifier.Replace(":", "", StringComparison.Ordinal)];
    }

    private void Furnish()
    {
        _rig.Link.Mac = Pf;
        _rig.Link.PermanentMac = Permanent;
        _rig.Link.PhysSwitchId = "a0369fabcdef";
        _rig.Link.Vfs[1].Mac = Rig.OriginalMac(0);
        _rig.Link.Vfs[2].Mac = MacAddress.Zero;
        var files = _rig.Sysfs.Files;
        var bare = Pf.ToString().Replace(":", "", StringComparison.Ordinal);
        files.Write($"{_rig.Sysfs.NetdevPath(Rig.PfName)}/address", Pf + "\n");
        files.Write("var/log/dmesg", $"<6>[    1.000000] igb 0000:01:00.0: (PCIe:2.5Gb/s) {Pf}\n<6>[    2.000000] bound to enx{bare}, was {Guest}\n");
        _rig.Sysfs.AddVirtualNetdev($"enx{bare}", address: Permanent.ToString());
        _rig.Netlink.Addresses.Add(new(_rig.Link.Index, System.Net.IPAddress.Parse("fe80::a236:9fff:fe12:3456"), 64));
        var xml = $"<domain type='kvm'><name>web2</name><uuid>{Guid.NewGuid()}</uuid><memory>4096</memory><devices>"
            + $"<interface type='bridge'><mac address='{Rig.OriginalMac(0)}'/><source bridge='br0'/></interface></devices></domain>";
        _rig.Libvirt.Hypervisor.Start(_rig.Libvirt.Hypervisor.Define(xml));
        files.Write("etc/vfleet/host.yaml", $"pfs:\n  - netdev: enp1s0\n    settings:\n      0: {{ mac: \"{Guest}\" }}\n");
    }

    private async Task WriteAsync(bool masked) => (await _rig.Host.CaptureAsync(Token)).Write(FilePath, masked).Problem.ShouldBeNull();

    // Names, link targets and contents of all entries.
    private string Unpacked()
    {
        using var gzip = new GZipStream(File.OpenRead(FilePath), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        plain.Position = 0;
        using (var tar = new TarReader(plain, leaveOpen: true))
        {
            tar.GetNextEntry()!.Name.ShouldBe("vfleet/capture.json");
        }

        return Encoding.Latin1.GetString(plain.ToArray());
    }
}
