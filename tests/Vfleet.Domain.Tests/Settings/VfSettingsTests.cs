using FsCheck;
using FsCheck.Fluent;
using Vfleet.Domain.Settings;
using Vfleet.Domain.Tests.Model;
using Vfleet.Primitives;

namespace Vfleet.Domain.Tests.Settings;

public sealed class VfSettingsTests
{
    private static readonly Arbitrary<VfSettings> Any = (
        from part in Drawn.Wishes
        from minRate in Gen.Elements<uint?>(null, 0, 5)
        from link in Gen.Elements<VfLinkState?>(null, VfLinkState.Auto, VfLinkState.Enable, VfLinkState.Disable)
        from rss in Gen.Elements<bool?>(null, true, false)
        from guid in Gen.Elements<ulong?>(null, 1, ulong.MaxValue)
        select part with { MinRate = minRate, LinkState = link, RssQuery = rss, NodeGuid = guid, PortGuid = guid + 1 }).ToArbitrary();

    [Fact]
    public void Or_is_associative_and_idempotent_and_Nothing_is_neutral_to_it() => Prop.ForAll(Any, Any, Any, (a, b, c) =>
        a.Or(b).Or(c) == a.Or(b.Or(c)) && a.Or(a) == a && a.Or(VfSettings.Nothing) == a && VfSettings.Nothing.Or(a) == a).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Without_leaves_only_what_must_still_be_written() => Prop.ForAll(Any, Any, (wish, observed) =>
    {
        var write = wish.Without(observed);
        return write.Or(observed) == wish.Or(observed)
            && wish.Without(wish) == VfSettings.Nothing
            && write.Without(observed) == write
            && wish.Without(VfSettings.Nothing) == wish
            && VfSettings.Nothing.Without(observed) == VfSettings.Nothing;
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void After_writing_what_is_missing_nothing_is_missing() => Prop.ForAll(Any, Any, (wish, observed) =>
        wish.Without(wish.Without(observed).Or(observed)) == VfSettings.Nothing).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void The_text_names_every_setting_in_the_order_of_writing()
    {
        var all = new VfSettings
        {
            Mac = MacAddress.Parse("52:54:00:00:00:01"),
            Vlan = new VlanTag(100, 3, VlanProtocol.Dot1Ad),
            SpoofCheck = true,
            Trust = false,
            MinRate = 10,
            MaxRate = 0,
            LinkState = VfLinkState.Disable,
            RssQuery = true,
            NodeGuid = 0x0002_c903_0000_00ff,
            PortGuid = 1,
        };
        all.ToString().ShouldBe(
            "mac 52:54:00:00:00:01, vlan 100 qos 3 802.1ad, min-rate 10 Mbit/s, max-rate unlimited, spoof-check on, trust off, "
            + "link-state disable, rss-query on, node-guid 00:02:c9:03:00:00:00:ff, port-guid 00:00:00:00:00:00:00:01");
        VfSettings.Nothing.ToString().ShouldBe("nothing");
    }

    [Fact]
    public void Every_setting_that_says_something_is_in_the_text() => Prop.ForAll(Any, settings =>
    {
        var said = typeof(VfSettings).GetProperties().Count(property => property.GetMethod!.IsStatic == false && property.GetValue(settings) is not null);
        return VfSettingsText.Parts(settings).Count() == said;
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Link_states_are_numbered_as_in_the_kernel()
    {
        ((int)VfLinkState.Auto, (int)VfLinkState.Enable, (int)VfLinkState.Disable).ShouldBe((0, 1, 2));
        VfSettingsText.LinkState(VfLinkState.Enable).ShouldBe("enable");
        Should.Throw<ArgumentOutOfRangeException>(() => VfSettingsText.LinkState((VfLinkState)3));
    }
}
