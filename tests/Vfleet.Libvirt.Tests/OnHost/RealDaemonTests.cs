using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Events;
using Vfleet.Libvirt.NodeDevices;
using Vfleet.Libvirt.Xml;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Tests.OnHost;

/// <summary>The real daemon, real VFs, and a guest that really unplugs.</summary>
[Trait("Category", "OnHost")]
[Collection("OnHost")]
public sealed class RealDaemonTests(RealHost host)
{
    private static readonly MacAddress Mac = MacAddress.Parse("52:54:00:0a:0b:0c");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_daemon_says_who_it_is_and_that_it_has_KVM()
    {
        var connection = await host.ConnectAsync();
        connection.DaemonVersion.ShouldBeGreaterThanOrEqualTo(new LibvirtVersion(9, 0, 0));
        HostCapabilities.OffersKvm(await connection.ReadCapabilitiesAsync(Cancel), "x86_64").ShouldBeTrue();
    }

    [Fact]
    public async Task A_PF_and_its_VFs_are_seen_as_such()
    {
        var connection = await host.ConnectAsync();
        var vf = NodeDevice.Parse((await connection.NodeDevices.FindXmlAsync(NodeDevice.NameOf(host.Functions[0]), Cancel)).ShouldNotBeNull());
        var capability = vf.Capability.ShouldBeOfType<PciCapability>();
        capability.Address.ShouldBe(host.Functions[0]);
        capability.IommuGroup.ShouldNotBeNull().Functions.ShouldContain(host.Functions[0]);
        var pf = NodeDevice.Parse((await connection.NodeDevices.FindXmlAsync(NodeDevice.NameOf(capability.PhysicalFunction!.Value), Cancel)).ShouldNotBeNull());
        pf.Capability.ShouldBeOfType<PciCapability>().VirtualFunctions.ShouldNotBeNull().Functions.ShouldBe(host.Functions);
        (await connection.NodeDevices.ListAsync(NodeDeviceKinds.Net, Cancel)).Select(static one => NodeDevice.Parse(one.Xml).Capability)
            .OfType<NetCapability>().ShouldContain(one => one.Interface == host.PhysicalFunction);
    }

    [Fact]
    public async Task A_guest_takes_a_VF_and_lets_it_go_again()
    {
        var connection = await host.ConnectAsync();
        var guest = await RealHost.DefineAsync(connection, "vf-taker", ports: 6, boots: true);
        var other = await RealHost.DefineAsync(connection, "vf-other", ports: 6, boots: false);
        var device = new DomainInterface(new FunctionSource(host.Functions[0], Managed: true))
        {
            Mac = Mac,
            Vlan = VlanSetting.Single(100),
            Alias = "ua-vf0",
        };
        await RealHost.BootAsync(connection, guest.Uuid, "vf-taker");

        // Not before: a guest without a system keeps a processor busy.
        await connection.Lifecycle.StartAsync(other.Uuid, Cancel);
        await using var watch = await DeviceWatch.OpenAsync(connection.Events, guest.Uuid, "ua-vf0", TimeProvider.System, Cancel);
        (await connection.Devices.AttachAsync(guest.Uuid, device.ToXml(), DomainScope.Both, Cancel)).ShouldBe(Accepted.Instance);
        (await watch.WaitForAdditionAsync(RealHost.Patience, Cancel)).ShouldBe(DeviceWatchOutcome.Added);

        var use = HostDeviceUses.Of(await connection.Domains.ListAsync(DomainScope.Both, Cancel)).Single(one => one.Function == host.Functions[0]);
        (use.DomainName, use.Scope, use.Alias, use.Mac).ShouldBe(("vf-taker", DomainScope.Both, "ua-vf0", Mac));
        (await connection.Domains.ReadTrafficAsync(guest.Uuid, Mac.ToString(), Cancel)).ReceivedPackets.ShouldNotBeNull();

        Reason(await connection.Devices.AttachAsync(other.Uuid, (device with { Mac = null }).ToXml(), DomainScope.Live, Cancel)).ShouldBe(RefusalReason.FunctionInUse);
        Reason(await connection.Devices.AttachAsync(
            guest.Uuid, (device with { Source = new FunctionSource(host.Functions[1], Managed: true) }).ToXml(), DomainScope.Live, Cancel))
            .ShouldBe(RefusalReason.AlreadyPresent);

        // The guest may not have seen the device yet; then it answers to the second asking.
        await connection.Devices.DetachByAliasAsync(guest.Uuid, "ua-vf0", DomainScope.Config, Cancel);
        (await connection.Devices.DetachByAliasAsync(guest.Uuid, "ua-vf0", DomainScope.Live, Cancel)).ShouldBe(Accepted.Instance);
        (await watch.WaitForRemovalAsync(RealHost.Patience, Cancel)).ShouldBe(DeviceWatchOutcome.Removed);
        HostDeviceUses.Of(await connection.Domains.ListAsync(DomainScope.Both, Cancel)).ShouldNotContain(one => one.Function == host.Functions[0]);
        Reason(await connection.Devices.DetachByAliasAsync(guest.Uuid, "ua-vf0", DomainScope.Live, Cancel)).ShouldBe(RefusalReason.NoSuchDevice);
        await RealHost.RemoveAsync(connection, guest.Uuid);
        await RealHost.RemoveAsync(connection, other.Uuid);
    }

    [Fact]
    public async Task A_guest_without_a_system_is_silent_and_its_end_frees_the_VF()
    {
        var connection = await host.ConnectAsync();
        var guest = await RealHost.DefineAsync(connection, "vf-silent", ports: 4, boots: false);
        var device = new PciHostDevice(host.Functions[1], Managed: true) { Alias = "ua-plain" };
        await connection.Lifecycle.StartAsync(guest.Uuid, Cancel);
        await using var watch = await DeviceWatch.OpenAsync(connection.Events, guest.Uuid, "ua-plain", TimeProvider.System, Cancel);
        (await connection.Devices.AttachAsync(guest.Uuid, device.ToXml(), DomainScope.Live, Cancel)).ShouldBe(Accepted.Instance);
        (await connection.Devices.DetachByAliasAsync(guest.Uuid, "ua-plain", DomainScope.Live, Cancel)).ShouldBe(Accepted.Instance);
        (await watch.WaitForRemovalAsync(TimeSpan.FromSeconds(8), Cancel)).ShouldBe(DeviceWatchOutcome.TimedOut);
        await connection.Lifecycle.DestroyAsync(guest.Uuid, Cancel);
        (await watch.WaitForRemovalAsync(RealHost.Patience, Cancel)).ShouldBe(DeviceWatchOutcome.DomainStopped);
        HostDeviceUses.Of(await connection.Domains.ListAsync(DomainScope.Both, Cancel)).ShouldNotContain(one => one.Function == host.Functions[1]);
        await RealHost.RemoveAsync(connection, guest.Uuid);
    }

    [Fact]
    public async Task A_guest_without_a_spare_port_has_no_free_slot()
    {
        var connection = await host.ConnectAsync();
        var guest = await RealHost.DefineAsync(connection, "vf-full", ports: 0, boots: false);
        await connection.Lifecycle.StartAsync(guest.Uuid, Cancel);
        var live = DomainDocument.Parse(await connection.Domains.ReadXmlAsync(guest.Uuid, DomainScope.Live, secure: false, Cancel));
        var change = await connection.Devices.AttachAsync(guest.Uuid, new PciHostDevice(host.Functions[1], Managed: true).ToXml(), DomainScope.Live, Cancel);
        if (live.FreeHotPlugPorts.IsEmpty)
        {
            Reason(change).ShouldBe(RefusalReason.NoFreeSlot);
        }
        else
        {
            change.ShouldBe(Accepted.Instance);
        }

        await RealHost.RemoveAsync(connection, guest.Uuid);
    }

    [Fact]
    public async Task A_pool_hands_out_its_only_VF_and_is_then_exhausted()
    {
        var connection = await host.ConnectAsync();
        var networks = connection.Networks;
        var pool = new NetworkDefinition("vf-pool") { Forward = new(NetworkForward.HostDeviceMode) { Managed = true, Functions = [host.Functions[2]] } };
        await RemovePoolAsync(connection);
        await networks.DefineAsync(pool.ToXml(), Cancel);
        await networks.StartAsync("vf-pool", Cancel);
        var first = await RealHost.DefineAsync(connection, "vf-first", ports: 4, boots: false);
        var second = await RealHost.DefineAsync(connection, "vf-second", ports: 4, boots: false);
        await connection.Lifecycle.StartAsync(first.Uuid, Cancel);
        await connection.Lifecycle.StartAsync(second.Uuid, Cancel);
        var device = new DomainInterface(new NetworkSource("vf-pool")) { Mac = Mac, Alias = "ua-pool" };
        (await connection.Devices.AttachAsync(first.Uuid, device.ToXml(), DomainScope.Live, Cancel)).ShouldBe(Accepted.Instance);
        Reason(await connection.Devices.AttachAsync(second.Uuid, (device with { Mac = null }).ToXml(), DomainScope.Live, Cancel)).ShouldBe(RefusalReason.PoolExhausted);

        var ports = await networks.ListPortsAsync("vf-pool", Cancel);
        var port = NetworkPort.Parse(ports.ShouldNotBeNull().ShouldHaveSingleItem());
        (port.OwnerName, port.Mac).ShouldBe(("vf-first", Mac));
        port.Plug.ShouldBe(new FunctionPlug(host.Functions[2], Managed: true));
        DomainDocument.Parse(await connection.Domains.ReadXmlAsync(first.Uuid, DomainScope.Live, secure: false, Cancel))
            .InterfaceOf("ua-pool").ShouldNotBeNull().Function.ShouldBe(host.Functions[2]);
        await RealHost.RemoveAsync(connection, first.Uuid);
        await RealHost.RemoveAsync(connection, second.Uuid);
        await RemovePoolAsync(connection);
    }

    [Fact]
    public async Task A_VF_is_bound_to_vfio_and_given_back()
    {
        var connection = await host.ConnectAsync();
        var name = NodeDevice.NameOf(host.Functions[3]);
        await connection.NodeDevices.DetachAsync(name, driver: null, Cancel);
        NodeDevice.Parse((await connection.NodeDevices.FindXmlAsync(name, Cancel))!).Driver.ShouldBe("vfio-pci");
        await connection.NodeDevices.ReattachAsync(name, Cancel);
        NodeDevice.Parse((await connection.NodeDevices.FindXmlAsync(name, Cancel))!).Driver.ShouldNotBe("vfio-pci");
    }

    [Fact]
    public async Task A_daemon_that_restarts_ends_its_connections()
    {
        await using var connection = await RealHost.OpenAsync();
        await using var subscription = await connection.Events.SubscribeAsync(DomainEventKinds.All, domain: null, Cancel);
        using var restart = System.Diagnostics.Process.Start("systemctl", ["restart", "libvirtd.service"]);
        (await connection.Closed.WaitAsync(RealHost.Patience, Cancel)).ShouldBeOneOf(ConnectionLoss.EndOfFile, ConnectionLoss.Error);
        await restart.WaitForExitAsync(Cancel);
        (await subscription.Events.WaitToReadAsync(Cancel)).ShouldBeFalse();
        var failure = await Should.ThrowAsync<LibvirtException>(() => connection.Domains.ListAsync(DomainScope.None, Cancel));
        failure.IsConnectionLost.ShouldBeTrue(failure.Message);
        await using var again = await RealHost.OpenAsync();
        (await again.Domains.ListAsync(DomainScope.None, Cancel)).IsDefault.ShouldBeFalse();
    }

    private static async Task RemovePoolAsync(ILibvirtConnection connection)
    {
        foreach (var old in (await connection.Networks.ListAsync(Cancel)).Where(static one => one.Name is "vf-pool"))
        {
            if (old.IsActive)
            {
                await connection.Networks.DestroyAsync(old.Name, Cancel);
            }

            await connection.Networks.UndefineAsync(old.Name, Cancel);
        }
    }

    private static RefusalReason Reason(DeviceChange change) => change.ShouldBeOfType<Refused>().Reason;
}
