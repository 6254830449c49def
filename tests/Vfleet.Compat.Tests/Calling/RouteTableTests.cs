using Vfleet.Compat.Ovirt;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Engine.Access;

namespace Vfleet.Compat.Tests.Calling;

public sealed class RouteTableTests
{
    private static readonly RouteTable s_table = new(
    [
        Route("GET", "/hosts"),
        Route("POST", "/hosts"),
        Route("GET", "/hosts/{id}"),
        Route("GET", "/hosts/{id}/nics/{nic}"),
        Route("GET", "/hosts/special"),
        Route("GET", "/{any}/x/y"),
    ]);

    [Theory]
    [InlineData("GET", "/hosts", "/hosts")]
    [InlineData("HEAD", "/hosts/", "/hosts")]
    [InlineData("GET", "/hosts/1", "/hosts/{id}")]
    [InlineData("GET", "/hosts/special", "/hosts/special")]
    [InlineData("GET", "/hosts/1/nics/2", "/hosts/{id}/nics/{nic}")]
    [InlineData("GET", "/hosts/x/y", "/{any}/x/y")]
    [InlineData("GET", "/hosts/1/nics", null)]
    [InlineData("GET", "", null)]
    public void Paths_are_found(string method, string path, string? pattern) => (s_table.Find(method, path).Route?.Pattern).ShouldBe(pattern);

    [Fact]
    public void Parts_are_decoded_and_methods_that_are_known_are_told()
    {
        s_table.Find("GET", "/hosts/a%2Fb/nics/2").Parts.ShouldBe(new Dictionary<string, string> { ["id"] = "a/b", ["nic"] = "2" });
        s_table.Find("PATCH", "/hosts").Allowed.ShouldBe("GET, HEAD, OPTIONS, POST");
        s_table.Find("GET", "/nothing").Allowed.ShouldBeEmpty();
    }

    [Fact]
    public void Every_route_of_the_API_is_found_by_its_own_pattern()
    {
        var routes = OvirtApi.Routes(TimeProvider.System);

        var table = new RouteTable(routes);
        routes.ShouldAllBe(route => ReferenceEquals(table.Find(route.Method, route.Pattern).Route, route));
    }

    private static OvirtRoute Route(string method, string pattern) => new(method, pattern, AccessRole.Viewer, _ => Task.FromResult(OvirtAnswer.NotFound()));
}
