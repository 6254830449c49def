using Vfleet.Linux.Netlink.Ethtool;
using Vfleet.TestKit.FakeNetlink;

namespace Vfleet.Linux.Tests.Netlink.Ethtool;

public sealed class FeaturesTests
{
    private readonly FakeKernel _kernel = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [InlineData(null)]
    public void A_feature_is_on_or_off_or_not_the_drivers(bool? offload)
    {
        var link = _kernel.AddPf("ens1f0", 0);
        if (offload is { } isOn)
        {
            link.Features[LinkFeatures.HwTcOffload] = isOn;
        }

        using var ethtool = new EthtoolClient(_kernel);
        var features = ethtool.GetFeatures(link.Index).ShouldNotBeNull();

        features.IsOn(LinkFeatures.HwTcOffload).ShouldBe(offload);
        features.IsOn("tx-checksum-ip-generic").ShouldBe(true);
    }

    [Fact]
    public void No_such_link_and_a_kernel_without_ethtool_over_netlink_are_answers()
    {
        using var ethtool = new EthtoolClient(_kernel);
        ethtool.GetFeatures(99).ShouldBeNull();

        using var old = new EthtoolClient(new FakeKernel { HasEthtool = false });
        old.GetFeatures(1).ShouldBeNull();
    }
}
