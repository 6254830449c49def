using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Tests.Connection;
using Vfleet.Libvirt.Xml;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Tests.Networks;

/// <summary>On libvirt's own test driver.</summary>
public sealed class NetworksTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pool_lives_from_definition_to_undefinition()
    {
        await using var node = await TestNode.OpenAsync();
        var networks = node.Connection.Networks;
        var pool = new NetworkDefinition("pool")
        {
            Forward = new(NetworkForward.HostDeviceMode) { Managed = true, Functions = [PciAddress.Parse("0000:01:10.0")] },
            PortGroups = [new("blue", IsDefault: true, VlanSetting.Single(42))],
        };
        var defined = await networks.DefineAsync(pool.ToXml(), Cancel);
        (defined.Name, defined.IsActive, defined.IsPersistent, defined.StartsWithHost).ShouldBe(("pool", false, true, false));
        var read = NetworkDefinition.Parse((await networks.FindXmlAsync("pool", inactive: false, Cancel))!);
        read.ShouldBe(pool with { Uuid = defined.Uuid });
        await networks.StartAsync("pool", Cancel);
        await networks.SetAutostartAsync("pool", startsWithHost: true, Cancel);
        (await networks.ListAsync(Cancel)).Select(static one => (one.Name, one.IsActive, one.StartsWithHost))
            .ShouldBe([("default", true, false), ("pool", true, true)]);
        await networks.DestroyAsync("pool", Cancel);
        await networks.UndefineAsync("pool", Cancel);
        (await networks.FindXmlAsync("pool", inactive: false, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_driver_without_ports_says_so_by_value()
    {
        await using var node = await TestNode.OpenAsync();
        (await node.Connection.Networks.ListPortsAsync("default", Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_network_that_is_not_there_is_a_fault_to_change()
    {
        await using var node = await TestNode.OpenAsync();
        var failure = await Should.ThrowAsync<LibvirtException>(() => node.Connection.Networks.StartAsync("nobody", Cancel));
        failure.Code.ShouldBe(LibvirtErrorCode.NoNetwork);
    }
}
