using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.NodeDevices;
using Vfleet.Libvirt.Tests.Connection;
using Vfleet.Libvirt.Xml;

namespace Vfleet.Libvirt.Tests.NodeDevices;

/// <summary>On libvirt's own test driver, which has a computer but no PCI.</summary>
public sealed class NodeDevicesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_without_PCI_lists_nothing()
    {
        await using var node = await TestNode.OpenAsync();
        (await node.Connection.NodeDevices.ListAsync(NodeDeviceKinds.Pci | NodeDeviceKinds.Net, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_device_of_another_kind_has_no_capability_for_us()
    {
        await using var node = await OpenDefaultAsync();
        var computer = await node.NodeDevices.FindXmlAsync("computer", Cancel);
        NodeDevice.Parse(computer.ShouldNotBeNull()).ShouldBe(new NodeDevice("computer", Path: null, Parent: null, Driver: null, Capability: null));
    }

    [Fact]
    public async Task A_device_that_is_not_there_is_null_to_read_and_a_fault_to_change()
    {
        await using var node = await OpenDefaultAsync();
        (await node.NodeDevices.FindXmlAsync("pci_0000_01_10_0", Cancel)).ShouldBeNull();
        var failure = await Should.ThrowAsync<LibvirtException>(() => node.NodeDevices.ResetAsync("pci_0000_01_10_0", Cancel));
        failure.Code.ShouldBeOneOf(LibvirtErrorCode.NoNodeDevice, LibvirtErrorCode.NotSupported);
    }

    private static async Task<ILibvirtConnection> OpenDefaultAsync() =>
        (await new LibvirtClient().OpenAsync(new() { Uri = "test:///default" }, Cancel)).Require();
}
