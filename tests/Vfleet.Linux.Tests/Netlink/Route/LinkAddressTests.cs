using Vfleet.Linux.Netlink.Route;

namespace Vfleet.Linux.Tests.Netlink.Route;

public sealed class LinkAddressTests
{
    [Fact]
    public void Addresses_are_equal_when_their_octets_are()
    {
        var one = new LinkAddress([1, 2, 3, 4, 5, 6]);
        (one == new LinkAddress([1, 2, 3, 4, 5, 6])).ShouldBeTrue();
        (one == new LinkAddress([1, 2, 3, 4, 5, 7])).ShouldBeFalse();
        (one == new LinkAddress([1, 2, 3, 4, 5, 6, 0])).ShouldBeFalse();
        one.GetHashCode().ShouldBe(new LinkAddress([1, 2, 3, 4, 5, 6]).GetHashCode());
        one.ToString().ShouldBe("01:02:03:04:05:06");
        one.ToArray().ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public void Only_six_octets_are_a_MAC_address()
    {
        new LinkAddress([2, 0, 0, 0, 0, 1]).Mac.ShouldNotBeNull().ToString().ShouldBe("02:00:00:00:00:01");
        new LinkAddress(new byte[20]).Mac.ShouldBeNull();
        Should.Throw<ArgumentException>(() => new LinkAddress(new byte[33]));
    }
}
