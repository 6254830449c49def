using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Tests.Connection;
using Vfleet.Libvirt.Xml;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Tests.Domains;

/// <summary>On libvirt's own test driver, which can change devices since libvirt 10.0; before, it says that it cannot.</summary>
public sealed class DeviceChangeTests
{
    private static readonly LibvirtVersion HotPlugInTestDriver = new(10, 0, 0);

    private static readonly string Device = new DomainInterface(new FunctionSource(PciAddress.Parse("0000:01:10.2"), Managed: true))
    {
        Mac = MacAddress.Parse("52:54:00:aa:bb:cc"),
        Vlan = VlanSetting.Single(42),
        Alias = "ua-vf0",
    }.ToXml();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_comes_where_the_driver_can_and_is_refused_as_unsupported_where_it_cannot()
    {
        await using var node = await TestNode.OpenAsync();
        var change = await node.Connection.Devices.AttachAsync(TestNode.Web, Device, DomainScope.Live, Cancel);
        if (IsUnsupported(node, change))
        {
            return;
        }

        change.ShouldBe(Accepted.Instance);
        var live = DomainDocument.Parse(await node.Connection.Domains.ReadXmlAsync(TestNode.Web, DomainScope.Live, secure: false, Cancel));
        live.InterfaceOf("ua-vf0")!.Vlan.ShouldBe(VlanSetting.Single(42));
    }

    [Fact]
    public async Task A_device_goes_by_its_alias()
    {
        await using var node = await TestNode.OpenAsync();
        var change = await node.Connection.Devices.DetachByAliasAsync(TestNode.Web, "ua-nic0", DomainScope.Live, Cancel);
        if (IsUnsupported(node, change))
        {
            return;
        }

        change.ShouldBe(Accepted.Instance);
        var live = DomainDocument.Parse(await node.Connection.Domains.ReadXmlAsync(TestNode.Web, DomainScope.Live, secure: false, Cancel));
        live.Interfaces.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_alias_that_is_not_there_is_a_refusal_not_a_fault()
    {
        await using var node = await TestNode.OpenAsync();
        var change = await node.Connection.Devices.DetachByAliasAsync(TestNode.Web, "ua-nobody", DomainScope.Live, Cancel);
        if (IsUnsupported(node, change))
        {
            return;
        }

        change.ShouldBeOfType<Refused>().Reason.ShouldBe(RefusalReason.NoSuchDevice);
    }

    [Fact]
    public async Task A_domain_that_is_not_there_is_a_fault()
    {
        await using var node = await TestNode.OpenAsync();
        var failure = await Should.ThrowAsync<LibvirtException>(
            () => node.Connection.Devices.DetachByAliasAsync(Guid.NewGuid(), "ua-nic0", DomainScope.Live, Cancel));
        failure.Code.ShouldBe(LibvirtErrorCode.NoDomain);
    }

    [Fact]
    public async Task A_stopped_domain_has_no_running_devices_to_change()
    {
        await using var node = await TestNode.OpenAsync();
        await node.Connection.Lifecycle.DestroyAsync(TestNode.Web, Cancel);
        var change = await node.Connection.Devices.DetachByAliasAsync(TestNode.Web, "ua-nic0", DomainScope.Live, Cancel);
        if (IsUnsupported(node, change))
        {
            return;
        }

        change.ShouldBeOfType<Refused>().Reason.ShouldBe(RefusalReason.NotRunning);
    }

    private static bool IsUnsupported(TestNode node, DeviceChange change)
    {
        if (node.Connection.LibraryVersion >= HotPlugInTestDriver)
        {
            return false;
        }

        change.ShouldBeOfType<Refused>().Reason.ShouldBe(RefusalReason.NotSupported);
        return true;
    }

    // Words as libvirt 9.0 to 11.3 prints them; the real daemon's are tested inside an emulated host.
    [Theory]
    [InlineData(LibvirtErrorCode.OperationInvalid, "Requested operation is not valid: PCI device 0000:01:10.0 is in use by driver QEMU, domain a", RefusalReason.FunctionInUse)]
    [InlineData(LibvirtErrorCode.InternalError, "internal error: network 'p' requires exclusive access to interfaces, but none are available", RefusalReason.PoolExhausted)]
    [InlineData(LibvirtErrorCode.OperationInvalid, "Requested operation is not valid: domain is not running", RefusalReason.NotRunning)]
    [InlineData(LibvirtErrorCode.DeviceMissing, "gerät fehlt", RefusalReason.NoSuchDevice)]
    [InlineData(LibvirtErrorCode.InternalError, "internal error: no device found with alias ua-vf0", RefusalReason.NoSuchDevice)]
    [InlineData(LibvirtErrorCode.OperationTimeout, "Timed out during operation: cannot acquire state change lock", RefusalReason.Busy)]
    [InlineData(LibvirtErrorCode.InternalError, "internal error: No more available PCI slots", RefusalReason.NoFreeSlot)]
    public void Refusals_are_told_from_faults(LibvirtErrorCode code, string words, RefusalReason expected) =>
        RefusalRules.Of(new("attach a device", "d", code, LibvirtErrorDomain.Qemu, words))!.Reason.ShouldBe(expected);

    [Theory]
    [InlineData(LibvirtErrorCode.InternalError, "internal error: unable to execute QEMU command 'device_add': vfio 0000:01:10.0: error")]
    [InlineData(LibvirtErrorCode.Rpc, "Cannot write data: Broken pipe")]
    [InlineData(LibvirtErrorCode.NoDomain, "Domain not found")]
    public void Faults_stay_faults(LibvirtErrorCode code, string words) =>
        RefusalRules.Of(new("attach a device", "d", code, LibvirtErrorDomain.Qemu, words)).ShouldBeNull();
}
