using Vfleet.Libvirt.Xml;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Tests.Xml;

public sealed class DomainDefinitionTests
{
    private static readonly DomainDefinition s_bare = new(Guid.NewGuid(), "web1");

    [Fact]
    public void What_is_written_is_read_back()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var written = AnyDomain.Of(seed, plain: false);

            var read = DomainDocument.Parse(written.ToXml());

            (read.Name, read.Uuid, read.Cpus, read.MemoryKiB, read.Mark)
                .ShouldBe((written.Name, written.Uuid, written.Cpus, (ulong)written.MemoryMiB * 1024, written.Mark), $"seed {seed}");
            read.Interfaces.ShouldBe(written.Interfaces, $"seed {seed}");
            read.HasPciExpress.ShouldBeTrue();
        }
    }

    [Fact]
    public void There_is_a_port_for_each_device_and_eight_to_spare()
    {
        var bare = DomainDocument.Parse(s_bare.ToXml()).FreeHotPlugPorts.Length;
        var more = s_bare with
        {
            Disks = [new DomainDisk("/a"), new DomainDisk("/b") { Bus = DomainDiskBus.Scsi }, new DomainDisk("/c") { Bus = DomainDiskBus.Sata }],
            Interfaces = [new DomainInterface(new BridgeSource("br0")) { Model = "virtio" }],
        };

        bare.ShouldBe(8 + 3);
        DomainDocument.Parse(more.ToXml()).FreeHotPlugPorts.Length.ShouldBe(bare + 3);
    }

    [Fact]
    public void A_guest_with_a_VF_has_no_balloon()
    {
        var vf = new DomainInterface(new FunctionSource(PciAddress.Parse("0000:01:10.0"), Managed: false));

        (s_bare with { Interfaces = [vf] }).ToXml().ShouldContain("<memballoon model='none'");
        s_bare.ToXml().ShouldContain("<memballoon model='virtio'");
    }

    [Fact]
    public void Every_disk_has_a_name_of_its_own()
    {
        var disks = Enumerable.Range(0, 90).Select(index => new DomainDisk($"/disk{index}") { Bus = (DomainDiskBus)(index % 3) });

        var xml = System.Xml.Linq.XElement.Parse((s_bare with { Disks = [.. disks] }).ToXml());

        var names = xml.Descendants("target").Where(target => target.Parent!.Name == "disk").Select(target => target.Attribute("dev")!.Value).ToList();
        names.Distinct().Count().ShouldBe(90);
        names.ShouldContain("vdad");
        names.ShouldContain("sdaa");
    }

    [Fact]
    public void A_domain_of_others_has_no_mark() =>
        DomainDocument.Parse("<domain><name>n</name><metadata><x:guest xmlns:x='urn:other' id='1'/></metadata></domain>").Mark.ShouldBeNull();
}
