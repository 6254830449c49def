using System.Text;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Compat.Ovirt.Hosts;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Documents;
using Vfleet.Primitives;

namespace Vfleet.Compat.Tests.Hosts;

public sealed class WrittenListingsTests
{
    private static readonly PciAddress s_pf = PciAddress.Parse("0000:01:00.0");

    [Fact]
    public void A_listing_is_written_again_only_when_something_of_the_host_is_another()
    {
        var listings = new WrittenListings(1 << 20);
        var view = View(Guid.NewGuid());
        var first = Get(listings, view);

        Get(listings, view with { }).ShouldBe(first);
        HostView[] others =
        [
            view with { Host = view.Host with { Revision = 2, Value = view.Host.Value with { Status = HostStatus.Maintenance } } },
            view with { Inventory = view.Inventory! with { Value = view.Inventory.Value with { Pfs = [view.Pfs[0] with { NumVfs = 3 }] } } },
            view with { Configurations = [new Entry<VfsConfiguration>(new VfsConfiguration(view.Host.Value.Id, s_pf) { AllNetworksAllowed = false }, 3, false)] },
            view with { Configurations = [new Entry<VfsConfiguration>(new VfsConfiguration(view.Host.Value.Id, s_pf), 4, true)] },
            view with { Claims = [new Claim(new VfKey(view.Host.Value.Id, s_pf, 1), Guid.NewGuid(), Guid.NewGuid())] },
        ];
        foreach (var other in others)
        {
            Get(listings, other).ShouldNotBe(first);
            Get(listings, view).ShouldBe(first);
        }
    }

    [Fact]
    public void Sort_and_spelling_are_kept_apart()
    {
        var listings = new WrittenListings(1 << 20);
        var view = View(Guid.NewGuid());
        var written = new[]
        {
            listings.Of(view, true, Spelling.Xml, false), listings.Of(view, false, Spelling.Xml, false), listings.Of(view, true, Spelling.Json, false),
            listings.Of(view, true, Spelling.Xml, true),
        };

        written.Select(bytes => Convert.ToHexString(bytes.Span)).ShouldBeUnique();
        Encoding.UTF8.GetString(written[0].Span).ShouldContain("virtual_functions_configuration");
        Encoding.UTF8.GetString(written[1].Span).ShouldNotContain("virtual_functions_configuration");
    }

    [Fact]
    public void Those_that_were_not_asked_for_longest_go_first_and_never_more_is_kept_than_may_be()
    {
        var views = Enumerable.Range(0, 20).Select(_ => View(Guid.NewGuid())).ToList();
        var size = Get(new WrittenListings(1 << 20), views[0]).Length;
        var listings = new WrittenListings(size * 5);

        foreach (var view in views)
        {
            _ = listings.Of(view, true, Spelling.Xml, false);
            listings.Bytes.ShouldBeLessThanOrEqualTo(size * 5);
        }

        listings.Bytes.ShouldBeGreaterThan(size * 4);
        var kept = listings.Of(views[^1], true, Spelling.Xml, false);
        _ = listings.Of(views[0], true, Spelling.Xml, false);
        kept.Equals(listings.Of(views[^1], true, Spelling.Xml, false)).ShouldBeTrue("the very same bytes");
        new WrittenListings(10).Of(views[0], true, Spelling.Xml, false).Length.ShouldBe(size);
    }

    private static string Get(WrittenListings listings, HostView view) => Encoding.UTF8.GetString(listings.Of(view, true, Spelling.Xml, false).Span);

    private static HostView View(Guid host) => new(
        new Entry<FleetHost>(new FleetHost(host, "h1", Guid.NewGuid()), 1, false),
        new Entry<HostInventory>(new HostInventory(host) { Pfs = [new InventoryPf(s_pf, "ens1f0") { MaxVfs = 64, NumVfs = 2 }] }, 1, false),
        [null],
        []);
}
