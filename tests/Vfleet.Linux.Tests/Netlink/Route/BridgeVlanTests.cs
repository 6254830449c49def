using Vfleet.Linux.Netlink.Route;
using Vfleet.TestKit.FakeNetlink;

namespace Vfleet.Linux.Tests.Netlink.Route;

public sealed class BridgeVlanTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("1", 1)]
    [InlineData("1 100 101 102 4094", 5)]
    public void VLANs_of_a_port_are_counted_alone_and_in_ranges(string vlans, int count)
    {
        var kernel = new FakeKernel();
        var port = kernel.AddPf("ens1f0", 0);
        kernel.AddPf("ens1f1", 0);
        port.BridgeVlans = [.. vlans.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ushort.Parse)];
        using var route = new RouteClient(kernel);

        route.GetBridgeVlanCounts().ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create(port.Index, count));
    }
}
