using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Tests.Xml;
using Vfleet.Libvirt.Xml;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Tests.Domains;

public sealed class HostDeviceUseTests
{
    private static readonly PciAddress Vf = PciAddress.Parse("0000:01:10.2");
    private static readonly PciAddress Plain = PciAddress.Parse("0000:01:10.4");

    [Fact]
    public void Uses_come_from_both_documents_and_are_joined()
    {
        var document = DomainDocument.Parse(Samples.RunningDomain);
        var uses = HostDeviceUses.Of([Snapshot("web", Samples.RunningDomain, document.WithoutDevice("ua-plain").ToXml())]);
        uses.Select(static one => (one.Function, one.Kind, one.Scope, one.Alias)).ShouldBe(
        [
            (Vf, HostDeviceKind.Interface, DomainScope.Both, "ua-vf0"),
            (Plain, HostDeviceKind.HostDevice, DomainScope.Live, "ua-plain"),
        ]);
        uses[0].Mac.ShouldBe(MacAddress.Parse("52:54:00:aa:bb:cc"));
        uses.ShouldAllBe(static one => one.IsHeld);
    }

    [Fact]
    public void Two_definitions_may_name_one_function_and_neither_holds_it()
    {
        var uses = HostDeviceUses.Of([Snapshot("b", live: null, Samples.RunningDomain), Snapshot("a", live: null, Samples.RunningDomain)]);
        uses.Where(static one => one.Function == Vf).Select(static one => one.DomainName).ShouldBe(["a", "b"]);
        uses.ShouldAllBe(static one => !one.IsHeld && one.Scope == DomainScope.Config);
    }

    [Fact]
    public void A_document_that_cannot_be_read_is_no_empty_answer() =>
        Should.Throw<LibvirtXmlException>(static () => HostDeviceUses.Of([Snapshot("x", "<domain/>", config: null)]));

    private static DomainSnapshot Snapshot(string name, string? live, string? config) =>
        new(new DomainEntry(Guid.NewGuid(), name, live is null ? null : 1, DomainState.Running, IsPersistent: true), live, config);
}
