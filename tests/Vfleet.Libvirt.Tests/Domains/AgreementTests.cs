using System.Xml.Linq;
using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Tests.Connection;
using Vfleet.Libvirt.Tests.Xml;
using Vfleet.Libvirt.Xml;

namespace Vfleet.Libvirt.Tests.Domains;

/// <summary>Our readers and writers against libvirt's own, which the test driver uses to parse and print definitions.</summary>
public sealed class AgreementTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Libvirt_prints_back_what_we_write_in_our_order()
    {
        await using var node = await TestNode.OpenAsync();
        for (var seed = 0; seed < 60; seed++)
        {
            var any = new Any(seed, plain: true);
            var written = Fitting(any.Interface());
            var plain = any.HostDevice();
            var printed = await DefineAsync(node, written.ToXml() + plain.ToXml());
            var document = DomainDocument.Parse(printed);
            (document.Interfaces.ShouldHaveSingleItem() with { Target = written.Target }).ShouldBe(written, $"seed {seed}: {printed}");
            document.HostDevices.ShouldHaveSingleItem().ShouldBe(plain, $"seed {seed}");

            var ours = XElement.Parse(written.ToXml()).Elements().Select(static one => one.Name.LocalName).ToArray();
            var theirs = XElement.Parse(printed).Element("devices")!.Element("interface")!.Elements().Select(static one => one.Name.LocalName);
            theirs.Intersect(ours, StringComparer.Ordinal).ShouldBe(ours, $"seed {seed}");
        }
    }

    [Fact]
    public async Task Numbers_of_PCI_addresses_are_read_as_libvirt_reads_them()
    {
        await using var node = await TestNode.OpenAsync();
        var random = new Random(1);
        const string Characters = "0123456789abcdefxX+- ";
        string[] chosen = ["0x10", "16", "010", "08", "1f", "0x", "+7", " 7", "7 ", "-1", "0x+1", "0X1F", "", "255", "256", "0377", "0400", "4294967297"];
        var drawn = Enumerable.Range(0, 300).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Characters[random.Next(Characters.Length)])));
        var (agreed, refused) = (0, 0);
        foreach (var text in chosen.Concat(drawn))
        {
            var theirs = await BusAsync(node, text);
            byte? ours = LibvirtNumber.TryReadAnyBase(text, out var value) && value <= 0xff ? (byte)value : null;
            ours.ShouldBe(theirs, $"bus='{text}'");
            agreed += theirs is null ? 0 : 1;
            refused += theirs is null ? 1 : 0;
        }

        agreed.ShouldBeGreaterThan(20);
        refused.ShouldBeGreaterThan(20);
    }

    [Theory]
    [InlineData("<vlan><tag id='42'/></vlan>")]
    [InlineData("<vlan><tag id='010'/></vlan>")]
    [InlineData("<vlan><tag id='0'/></vlan>")]
    [InlineData("<vlan><tag id='4095'/></vlan>")]
    [InlineData("<vlan><tag id='1'/><tag id='2'/></vlan>")]
    [InlineData("<vlan trunk='yes'><tag id='1' nativeMode='tagged'/><tag id='2'/></vlan>")]
    [InlineData("<vlan><tag id='1' nativeMode='untagged'/></vlan>")]
    public async Task VLANs_that_libvirt_takes_mean_the_same_to_us(string vlan)
    {
        await using var node = await TestNode.OpenAsync();
        var xml = $"<interface type='bridge'><mac address='52:54:00:00:00:09'/><source bridge='br0'/>{vlan}</interface>";
        var ours = DomainInterface.Parse(xml).Vlan;
        var printed = await DefineAsync(node, xml);
        DomainDocument.Parse(printed).Interfaces.ShouldHaveSingleItem().Vlan.ShouldBe(ours, printed);
    }

    [Theory]
    [InlineData("<vlan><tag id='0x10'/></vlan>")]
    [InlineData("<vlan><tag id='4096'/></vlan>")]
    [InlineData("<vlan><tag id=''/></vlan>")]
    [InlineData("<vlan/>")]
    [InlineData("<vlan><tag id='1' nativeMode='odd'/></vlan>")]
    public async Task VLANs_that_libvirt_refuses_are_refused_by_us(string vlan)
    {
        await using var node = await TestNode.OpenAsync();
        var xml = $"<interface type='bridge'><mac address='52:54:00:00:00:09'/><source bridge='br0'/>{vlan}</interface>";
        Should.Throw<LibvirtXmlException>(() => DomainInterface.Parse(xml));
        await Should.ThrowAsync<LibvirtException>(() => DefineAsync(node, xml));
    }

    // libvirt refuses a link state and a pair on some kinds; those are not our subject here.
    private static DomainInterface Fitting(DomainInterface any) => any with
    {
        Vlan = any.Source is FunctionSource or BridgeSource or NetworkSource ? any.Vlan : null,
        VirtualPort = any.Source is BridgeSource ? any.VirtualPort : null,
    };

    private static async Task<byte?> BusAsync(TestNode node, string text)
    {
        try
        {
            var device = $"<hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0' bus='{text}' slot='1' function='0'/></source></hostdev>";
            var printed = await DefineAsync(node, device);
            return DomainDocument.Parse(printed).HostDevices.ShouldHaveSingleItem().Address.Bus;
        }
        catch (LibvirtException refused) when (refused.Code is LibvirtErrorCode.XmlError or LibvirtErrorCode.InternalError or LibvirtErrorCode.XmlInvalidSchema)
        {
            return null;
        }
    }

    /// <summary>Defines a domain with devices, without libvirt's schema in the way, and reads it back.</summary>
    private static async Task<string> DefineAsync(TestNode node, string devices)
    {
        var xml = $"<domain type='test'><name>probe</name><memory>65536</memory><os><type>hvm</type></os><devices>{devices}</devices></domain>";
        var entry = await node.Connection.Lifecycle.DefineAsync(xml, validate: false, Cancel);
        var printed = await node.Connection.Domains.ReadXmlAsync(entry.Uuid, DomainScope.Config, secure: false, Cancel);
        await node.Connection.Lifecycle.UndefineAsync(entry.Uuid, keepsNvram: false, Cancel);
        return printed;
    }
}
