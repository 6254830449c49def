using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeNetlink;

namespace Vfleet.Linux.Tests.Netlink.Route;

public sealed class VfListTests
{
    private readonly FakeKernel _kernel = new();

    [Fact]
    public void Every_attribute_of_a_VF_is_read()
    {
        var pf = _kernel.AddPf("ens1f0", 3);
        var vf = pf.Vfs[1];
        vf.Mac = MacAddress.Parse("02:00:00:00:00:07");
        vf.Vlan = new VlanTag(100, 3, VlanProtocol.Dot1Ad);
        vf.SpoofCheck = false;
        vf.Trust = true;
        vf.RssQuery = true;
        vf.MinTxRate = 10;
        vf.MaxTxRate = 200;
        vf.LinkState = VfLinkState.Disable;
        vf.Counters = new VfCounters(1, 2, 3, 4, 5, 6, 7, 8);

        using var route = new RouteClient(_kernel);
        var list = route.GetVfs(pf.Index, 3, withCounters: true);

        list.Completeness.ShouldBe(VfListCompleteness.Complete);
        list.CutAt.ShouldBeNull();
        list.Items.Select(item => item.Index).ShouldBe([0, 1, 2]);
        list.Items[1].ShouldBe(new VfAttributes
        {
            Index = 1,
            IsReported = true,
            Address = new LinkAddress([2, 0, 0, 0, 0, 7]),
            Broadcast = new LinkAddress([255, 255, 255, 255, 255, 255]),
            Vlan = new VlanTag(100, 3, VlanProtocol.Dot1Ad),
            SpoofCheck = false,
            Trust = true,
            RssQuery = true,
            MinTxRate = 10,
            MaxTxRate = 200,
            LinkState = VfLinkState.Disable,
            Counters = new VfCounters(1, 2, 3, 4, 5, 6, 7, 8),
        });
        list.Items[1].Mac.ShouldBe(vf.Mac);
    }

    [Fact]
    public void What_the_driver_does_not_say_is_null_and_counters_come_only_when_asked_for()
    {
        var pf = _kernel.AddPf("ens1f0", 1);
        pf.Vfs[0].SpoofCheck = null;
        pf.Vfs[0].Trust = null;
        using var route = new RouteClient(_kernel);
        var vf = route.GetVfs(pf.Index).Items.ShouldHaveSingleItem();
        (vf.SpoofCheck, vf.Trust, vf.RssQuery, vf.Counters, vf.NodeGuid).ShouldBe((null, null, null, null, null));
    }

    [Fact]
    public void InfiniBand_VFs_have_long_addresses_and_GUIDs()
    {
        var pf = _kernel.Add(new FakeLink { Name = "ib0", HardwareType = 32, ParentDevice = "0000:05:00.0" }.WithVfs(1));
        pf.Vfs[0].NodeGuid = 0x0011223344556677;
        pf.Vfs[0].PortGuid = 0x8899aabbccddeeff;
        using var route = new RouteClient(_kernel);
        var vf = route.GetVfs(pf.Index).Items[0];
        vf.Address.ShouldNotBeNull().Length.ShouldBe(20);
        vf.Mac.ShouldBeNull();
        (vf.NodeGuid, vf.PortGuid).ShouldBe((0x0011223344556677UL, 0x8899aabbccddeeffUL));
    }

    [Theory]
    [InlineData(334, false)]
    [InlineData(335, true)]
    [InlineData(600, true)]
    [InlineData(669, true)]
    [InlineData(2048, true)]
    public void A_list_whose_length_has_overflowed_is_read_to_its_end(int count, bool overflows)
    {
        var pf = _kernel.AddPf("ens1f0", count);
        for (var i = 0; i < count; i++)
        {
            pf.Vfs[i].Vlan = new VlanTag((ushort)(i % 4095));
        }

        using var route = new RouteClient(_kernel);
        var list = route.GetVfs(pf.Index, count);
        list.Completeness.ShouldBe(overflows ? VfListCompleteness.CompleteDespiteOverflow : VfListCompleteness.Complete);
        list.Items.Length.ShouldBe(count);
        list.Items.ShouldAllBe(vf => vf.IsReported && vf.Vlan!.Value.Id == vf.Index % 4095);
        _kernel.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(10031, "4 + 196 n is 0 modulo 65,536: shorter than the attribute's own header")]
    [InlineData(16384, "4 + 196 n is 4 modulo 65,536: a list without entries")]
    public void A_list_that_overflows_to_an_impossible_length_is_read_all_the_same(int count, string why)
    {
        var pf = _kernel.AddPf("ens1f0", count);
        using var route = new RouteClient(_kernel);
        route.GetVfs(pf.Index, count).Completeness.ShouldBe(VfListCompleteness.CompleteDespiteOverflow, why);
    }

    [Fact]
    public void Any_number_of_VFs_is_read_whole_with_and_without_counters()
    {
        var random = new Random(7);
        for (var round = 0; round < 60; round++)
        {
            var kernel = new FakeKernel();
            var count = random.Next(0, 1500);
            var pf = kernel.AddPf("ens1f0", count);
            pf.Vfs.ForEach(vf => vf.IsHidden = random.Next(50) == 0);
            using var route = new RouteClient(kernel);
            var list = route.GetVfs(pf.Index, count, withCounters: round % 2 == 0);
            list.Items.Length.ShouldBe(count);
            list.Items.Select(vf => vf.IsReported).ShouldBe(pf.Vfs.Select(vf => !vf.IsHidden));
        }
    }

    [Fact]
    public void A_list_that_the_kernel_cuts_is_filled_with_unreported_entries()
    {
        var pf = _kernel.AddPf("ens1f0", 600);
        _kernel.VfListLimit = 264;
        using var route = new RouteClient(_kernel);
        var list = route.GetVfs(pf.Index, 600);
        list.Completeness.ShouldBe(VfListCompleteness.Cut);
        list.CutAt.ShouldBe(264);
        list.Items.Length.ShouldBe(600);
        list.Items.Count(vf => vf.IsReported).ShouldBe(264);
        list.Items[^1].ShouldBe(VfAttributes.Unreported(599));
    }

    [Fact]
    public void A_VF_that_the_driver_leaves_out_in_the_middle_is_unreported()
    {
        var pf = _kernel.AddPf("ens1f0", 5);
        pf.Vfs[2].IsHidden = true;
        using var route = new RouteClient(_kernel);
        var list = route.GetVfs(pf.Index, 5);
        list.Completeness.ShouldBe(VfListCompleteness.SomeNotReported);
        list.CutAt.ShouldBeNull();
        list.Items.Single(vf => !vf.IsReported).Index.ShouldBe(2);
    }

    [Fact]
    public void Where_one_link_is_too_large_the_dump_of_all_links_is_tried()
    {
        var pf = _kernel.AddPf("ib0", 40);
        _kernel.VfMessageLimit = 4096;
        using var route = new RouteClient(_kernel);
        route.GetVfs(pf.Index, 40).Completeness.ShouldBe(VfListCompleteness.Complete);
        _kernel.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public void Where_nothing_fits_every_VF_is_unreported_and_that_is_said()
    {
        var pf = _kernel.AddPf("ib0", 40);
        _kernel.VfMessageLimit = 4096;
        _kernel.VfDumpLimit = 4096;
        using var route = new RouteClient(_kernel);
        var list = route.GetVfs(pf.Index, 40);
        (list.Completeness, list.CutAt, list.Items.Length).ShouldBe((VfListCompleteness.TooLarge, 0, 40));
    }

    [Fact]
    public void Counters_are_given_up_before_VFs_are()
    {
        var pf = _kernel.AddPf("ens1f0", 100);
        _kernel.VfMessageLimit = 25_000;
        using var route = new RouteClient(_kernel);
        var list = route.GetVfs(pf.Index, 100, withCounters: true);
        list.Completeness.ShouldBe(VfListCompleteness.Complete);
        list.Items.ShouldAllBe(vf => vf.Counters == null);
    }

    [Fact]
    public void A_driver_without_VF_queries_is_said_to_report_none()
    {
        var pf = _kernel.AddPf("ens1f0", 4);
        pf.ReportsVfs = false;
        using var route = new RouteClient(_kernel);
        var list = route.GetVfs(pf.Index, 4);
        (list.Completeness, list.CutAt).ShouldBe((VfListCompleteness.NotReportedByDriver, 0));
        _kernel.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void A_link_that_is_gone_is_a_fault_that_names_it()
    {
        using var route = new RouteClient(_kernel);
        var e = Should.Throw<NetlinkException>(() => route.GetVfs(99, 1));
        e.Errno.ShouldBe(ErrorNumber.ENODEV);
        e.Operation.ShouldContain("99");
    }

    [Fact]
    public void Damaged_link_messages_are_read_or_called_malformed_but_never_read_out_of_range()
    {
        var pf = _kernel.AddPf("ens1f0", 3);
        pf.AlternativeNames.Add("enp1s0f0");
        var good = FakeRoute.Handle(_kernel, Request(pf.Index))[0];
        var random = new Random(42);
        var (read, malformed) = (0, 0);
        for (var round = 0; round < 100_000; round++)
        {
            var bytes = (byte[])good.Clone();
            for (var flips = random.Next(1, 6); flips > 0; flips--)
            {
                bytes[random.Next(16, bytes.Length)] = (byte)random.Next(256);
            }

            var length = random.Next(4) == 0 ? random.Next(16, bytes.Length) : bytes.Length;
            var message = new NetlinkMessage(RouteMessage.NewLink, 0, 1, 0, bytes.AsSpan(16, length - 16));
            try
            {
                LinkParser.Parse(message);
                VfListParser.Parse(message);
                read++;
            }
            catch (MalformedNetlinkException)
            {
                malformed++;
            }
        }

        read.ShouldBeGreaterThan(1000);
        malformed.ShouldBeGreaterThan(1000);
    }

    private static NetlinkMessage Request(int index)
    {
        var payload = new byte[24];
        BitConverter.TryWriteBytes(payload.AsSpan(4), index);
        BitConverter.TryWriteBytes(payload.AsSpan(16), (ushort)8);
        BitConverter.TryWriteBytes(payload.AsSpan(18), LinkAttribute.ExtendedMask);
        BitConverter.TryWriteBytes(payload.AsSpan(20), ExtendedMask.Vf);
        return new NetlinkMessage(RouteMessage.GetLink, MessageFlags.Request, 1, 0, payload);
    }
}
