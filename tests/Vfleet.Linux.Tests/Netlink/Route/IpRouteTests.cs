using System.Net;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Route;
using Vfleet.TestKit.FakeNetlink;

namespace Vfleet.Linux.Tests.Netlink.Route;

public sealed class IpRouteTests
{
    private readonly FakeKernel _kernel = new();

    [Fact]
    public void Addresses_and_default_routes_are_listed()
    {
        _kernel.Addresses.Add(new LinkIpAddress(2, IPAddress.Parse("192.0.2.1"), 24));
        _kernel.Addresses.Add(new LinkIpAddress(3, IPAddress.Parse("2001:db8::1"), 64));
        _kernel.Routes.Add(Route("0.0.0.0", 0, [2, 3], metric: 100));
        _kernel.Routes.Add(Route("198.51.100.0", 24, [3]));
        _kernel.Routes.Add(Route("::", 0, [2], gateway: "fe80::1"));
        using var route = new RouteClient(_kernel);
        route.GetAddresses().ShouldBe(_kernel.Addresses);
        var defaults = route.GetDefaultRoutes();
        defaults.Select(r => r.LinkIndices).ShouldBe([[2, 3], [2]]);
        defaults[0].Metric.ShouldBe(100u);
        defaults[1].Gateway.ShouldBe(IPAddress.Parse("fe80::1"));
    }

    [Fact]
    public void The_way_to_a_peer_is_asked_of_the_kernel()
    {
        _kernel.Routes.Add(Route("0.0.0.0", 0, [2]));
        _kernel.Routes.Add(Route("198.51.100.0", 24, [3]));
        using var route = new RouteClient(_kernel);
        route.GetRouteTo(IPAddress.Parse("198.51.100.7")).ShouldNotBeNull().LinkIndices.ShouldBe([3]);
        route.GetRouteTo(IPAddress.Parse("::ffff:203.0.113.1")).ShouldNotBeNull().LinkIndices.ShouldBe([2]);
        route.GetRouteTo(IPAddress.Parse("2001:db8::7")).ShouldBeNull();
    }

    [Fact]
    public void A_kernel_without_IPv6_has_no_IPv6_routes()
    {
        _kernel.Routes.Add(Route("0.0.0.0", 0, [2]));
        _kernel.Fail(request => request.Type == RouteMessage.GetRoute && _kernel.Requests.Count == 2, ErrorNumber.EOPNOTSUPP);
        using var route = new RouteClient(_kernel);
        route.GetDefaultRoutes().Count.ShouldBe(1);
    }

    private static IpRoute Route(string network, int prefix, int[] links, uint metric = 0, string? gateway = null) =>
        new(IPAddress.Parse(network), prefix, links, gateway is null ? null : IPAddress.Parse(gateway), null, metric, 254);
}
