using System.Globalization;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Devlink;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Linux.Netlink.Uevent;
using Vfleet.Primitives;

namespace Vfleet.Linux.Tests.Netlink.Kernel;

/// <summary>What a real PF driver supports, as the kernel answers it: igb on the emulated 82576.</summary>
[Trait("Category", "OnHost")]
public sealed class IgbTests : IDisposable
{
    private const string Drivers = "/sys/bus/pci/drivers/igb";
    private const int Vfs = 3;

    private readonly RouteClient _route = new(RunningKernel.Instance);
    private readonly string _device;
    private readonly Link _pf;

    public IgbTests()
    {
        _device = Directory.GetDirectories(Drivers, "*:*").Order(StringComparer.Ordinal).Last();
        File.WriteAllText($"{_device}/sriov_drivers_autoprobe", "0");
        WriteCount(0);
        WriteCount(Vfs);
        _pf = _route.GetLinks().Single(link => string.Equals(link.ParentDevice, Address, StringComparison.Ordinal));
        _route.SetUp(_pf.Index, up: true).IsApplied.ShouldBeTrue();
    }

    private string Address => Path.GetFileName(_device);

    public void Dispose()
    {
        WriteCount(0);
        _route.Dispose();
    }

    [Fact]
    public void The_link_of_a_PF_names_its_PCI_device()
    {
        (_pf.ParentBus, _pf.ParentDevice, _pf.Kind).ShouldBe(("pci", Address, null));
        _pf.PermanentAddress.ShouldNotBeNull().Mac.ShouldBe(_pf.Mac);
    }

    [Fact]
    public void What_igb_supports_is_applied_and_the_rest_is_unsupported()
    {
        var change = new VfChange
        {
            Index = 1,
            Mac = MacAddress.Parse("02:00:00:00:01:01"),
            Vlan = new VlanTag(100, 3),
            SpoofCheck = false,
            Trust = true,
            LinkState = VfLinkState.Enable,
            RssQuery = true,
            MinTxRate = 5,
            MaxTxRate = 10,
        };
        var result = _route.SetVfs(_pf.Index, [change]);
        foreach (var attribute in (VfAttribute[])[VfAttribute.Mac, VfAttribute.Vlan, VfAttribute.SpoofCheck, VfAttribute.Trust])
        {
            result.Of(1, attribute).ShouldBeOfType<NetlinkOutcome.Applied>(attribute.ToString());
        }

        result.Of(1, VfAttribute.LinkState).ShouldBeOfType<NetlinkOutcome.Unsupported>();
        result.Of(1, VfAttribute.RssQuery).ShouldBeOfType<NetlinkOutcome.Unsupported>();
        result.Of(1, VfAttribute.Rate).ShouldBeOfType<NetlinkOutcome.Refused>().Hint.ShouldContain("igb");

        var vf = _route.GetVfs(_pf.Index, Vfs).Items[1];
        (vf.Mac, vf.Vlan, vf.SpoofCheck, vf.Trust).ShouldBe((change.Mac, change.Vlan, false, true));
        _route.SetVfs(_pf.Index, [new VfChange { Index = 1, Vlan = new VlanTag(5, 0, VlanProtocol.Dot1Ad) }])
            .Outcomes.ShouldHaveSingleItem().Outcome.ShouldBeOfType<NetlinkOutcome.Unsupported>();
    }

    [Fact]
    public void Forwarding_entries_of_a_PF_are_kept()
    {
        var mac = MacAddress.Parse("02:00:00:00:01:77");
        _route.AddForwarding(_pf.Index, mac).IsApplied.ShouldBeTrue();
        _route.GetForwarding(_pf.Index).ShouldContain(entry => entry.Mac == mac && entry.Flags == ForwardingFlags.Self);
        _route.RemoveForwarding(_pf.Index, mac).IsApplied.ShouldBeTrue();
    }

    [Fact]
    public void Igb_has_no_devlink_and_that_is_a_value()
    {
        using var devlink = new DevlinkClient(RunningKernel.Instance);
        devlink.GetEswitch(new DevlinkHandle("pci", Address)).ShouldBeOfType<DevlinkReading<Eswitch>.NoDevlink>();
    }

    [Fact]
    public async Task Uevents_of_a_write_are_all_seen_when_the_subscription_is_made_before_it()
    {
        WriteCount(0);
        using var subscription = new UeventSubscription(RunningKernel.Instance);
        WriteCount(Vfs);
        var added = new List<string>();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await foreach (var item in subscription.ReadAllAsync(deadline.Token))
        {
            if (item is Linux.Netlink.Uevent.Uevent { Action: "add", Subsystem: "pci" } happened)
            {
                added.Add(happened.Properties["PCI_SLOT_NAME"]);
                happened.DeviceName.ShouldBe(happened.Properties["PCI_SLOT_NAME"]);
            }

            if (added.Count == Vfs)
            {
                break;
            }
        }

        var links = Enumerable.Range(0, Vfs).Select(i => Path.GetFileName(File.ResolveLinkTarget($"{_device}/virtfn{i}", false)!.FullName));
        added.ShouldBe(links, ignoreOrder: true);
    }

    private void WriteCount(int count) => File.WriteAllText($"{_device}/sriov_numvfs", count.ToString(CultureInfo.InvariantCulture));
}
