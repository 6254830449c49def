using System.Collections.Immutable;
using Vfleet.Linux.Boot;
using Vfleet.Linux.KernelLog;
using Vfleet.Linux.Net;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Linux.Vfio;

namespace Vfleet.Linux.Tests.OnHost;

/// <summary>
/// The real kernel with real igb PFs, as root, on a host whose VFs may be taken away: an emulated one. They fail anywhere else.
/// </summary>
[Trait("Category", "OnHost")]
[Collection("igb")]
public sealed class RealIgbTests : IAsyncLifetime
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(120);
    private static readonly BindOptions s_clear = new(s_deadline);

    private readonly SysfsRoot _root = SysfsRoot.Live;
    private readonly DeadlineWrites _writes = new(new SysfsFileWriter(SysfsRoot.Live), TimeProvider.System);
    private readonly SriovControl _control;
    private readonly DriverBinding _binding;

    public RealIgbTests()
    {
        _control = new SriovControl(_root, _writes, TimeProvider.System);
        _binding = new DriverBinding(_root, _writes, TimeProvider.System);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (var pf in Igb())
        {
            (await _control.WriteNumVfsAsync(pf.Address, 0, s_deadline, Cancel)).ShouldBe(new SriovOutcome.Done(0));
            (await _control.WriteAutoprobeAsync(pf.Address, on: true, s_deadline, Cancel)).ShouldBeOfType<SriovOutcome.Done>();
        }
    }

    public async ValueTask DisposeAsync() => await InitializeAsync();

    [Fact]
    public void Two_igb_PFs_show_what_they_are()
    {
        foreach (var pf in Igb())
        {
            (pf.Function.Ids, pf.TotalVfs, pf.NumVfs, pf.VfOffset, pf.VfStride, pf.VfDevice).ShouldBe(("8086:10c9", 7, 0, 128, 2, (ushort)0x10ca));
            pf.Function.IommuGroup.ShouldNotBeNull();
            pf.UpstreamPort.ShouldNotBeNull();
            var netdev = Netdev.OfFunction(_root, pf.Address).ShouldHaveSingleItem();
            netdev.Function.ShouldBe(pf.Address);
            netdev.Faults.ShouldBeEmpty();
            var detail = FunctionDetail.Read(_root, pf.Address)!;
            detail.Features.HasAri.ShouldBe(true);
            detail.UpstreamFeatures!.AriForwardingSupported.ShouldBe(true);
            detail.Modalias.ShouldStartWith("pci:v00008086d000010C9");
        }

        PciTopology.Read(_root, Cancel).Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Loopback_and_the_interface_with_the_default_route_are_read()
    {
        var lo = Netdev.Read(_root, "lo")!;
        (lo.Function, lo.Type, lo.IsUp).ShouldBe((null, 772, true));
        var routed = new NetdevUseReader(_root).DefaultRouteNetdevs.ShouldHaveSingleItem("the host reaches its lab through one interface");
        var use = new NetdevUseReader(_root).Read(routed);
        use.IsUsed.ShouldBeTrue();
        use.Addresses.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Seven_VFs_come_with_their_driver_and_go()
    {
        var pf = Igb()[0].Address;
        (await _control.WriteNumVfsAsync(pf, 7, s_deadline, Cancel)).ShouldBe(new SriovOutcome.Done(7));
        var wait = await _control.WaitForVfsAsync(pf, 7, VfReadiness.Netdev, s_deadline, null, Cancel);
        wait.IsReady.ShouldBeTrue();
        wait.VirtualFunctions.Select(vf => vf.Index).ShouldBe(Enumerable.Range(0, 7));
        var found = PciTopology.ReadPhysicalFunction(_root, pf, out var faults)!;
        faults.ShouldBeEmpty();
        foreach (var vf in found.VirtualFunctions)
        {
            vf.Address.ShouldBe(pf.VirtualFunction(found.VfOffset!.Value, found.VfStride!.Value, vf.Index)!.Value);
            vf.Function.Ids.ShouldBe("8086:10ca");
            vf.Function.Driver.ShouldBe("igbvf");
            vf.Function.IommuGroup.ShouldNotBe(found.Function.IommuGroup);
            IommuGroup.Read(_root, vf.Function.IommuGroup!.Value)!.Members.ShouldHaveSingleItem().Address.ShouldBe(vf.Address);
        }

        (await _control.WriteNumVfsAsync(pf, 3, s_deadline, Cancel)).ShouldBe(new SriovOutcome.Refused(SriovRefusal.AlreadyEnabled, Errno.Busy));
        (await _control.WriteNumVfsAsync(pf, 8, s_deadline, Cancel)).ShouldBe(new SriovOutcome.Refused(SriovRefusal.OutOfRange, Errno.OutOfRange));
    }

    [Fact]
    public async Task A_VF_goes_to_vfio_with_autoprobe_off_is_held_and_comes_back_to_nothing()
    {
        (await ModuleLoading.LoadAsync("vfio-pci", s_deadline, TimeProvider.System, Cancel)).Succeeded.ShouldBeTrue();
        new KernelModules(_root).State("vfio_pci").ShouldBe(ModuleState.Loaded);
        new KernelModules(_root).PciDriver("vfio_pci").ShouldBe("vfio-pci");
        var pf = Igb()[0].Address;
        await _control.WriteAutoprobeAsync(pf, on: false, s_deadline, Cancel);
        await _control.WriteNumVfsAsync(pf, 2, s_deadline, Cancel);
        var wait = await _control.WaitForVfsAsync(pf, 2, VfReadiness.Present, s_deadline, null, Cancel);
        var vf = wait.VirtualFunctions[0];
        vf.Function.Driver.ShouldBeNull();

        var bound = await _binding.BindAsync(vf.Address, "vfio-pci", new BindOptions(s_deadline, KeepOverride: true), Cancel);
        bound.ShouldBe(new BindOutcome.Changed(new DriverState(null, null)));
        DriverState.Read(_root, vf.Address).ShouldBe(new DriverState("vfio-pci", "vfio-pci"));
        var group = IommuGroup.Read(_root, vf.Function.IommuGroup!.Value)!;
        GroupViability.Judge(group).IsViable.ShouldBeTrue();
        VariantDriver.Find(_root, FunctionDetail.Read(_root, vf.Address)!.Modalias!).ShouldBe("vfio-pci");

        VfioHolder.ReadAll(_root, Cancel).ShouldBeEmpty();
        await using (new FileStream($"/dev/vfio/{group.Number}", FileMode.Open, FileAccess.ReadWrite))
        {
            var holder = VfioHolder.ReadAll(_root, Cancel).ShouldHaveSingleItem();
            (holder.ProcessId, holder.Group).ShouldBe((Environment.ProcessId, group.Number));
            holder.Holds(_root, vf.Function).ShouldBeTrue();
        }

        (await _binding.BindAsync(vf.Address, "igbvf", s_clear, Cancel)).Succeeded.ShouldBeTrue();
        DriverState.Read(_root, vf.Address).ShouldBe(new DriverState("igbvf", null));
        (await _binding.RestoreAsync(vf.Address, new DriverState(null, null), s_deadline, Cancel)).Succeeded.ShouldBeTrue();
        DriverState.Read(_root, vf.Address).ShouldBe(new DriverState(null, null));
        (await FunctionReset.ResetAsync(_writes, vf.Address, s_deadline, Cancel)).ShouldBeOfType<WriteOutcome.Written>();
    }

    [Fact]
    public async Task Without_an_override_a_VF_with_autoprobe_off_is_refused_by_the_kernel()
    {
        var pf = Igb()[0].Address;
        await _control.WriteAutoprobeAsync(pf, on: false, s_deadline, Cancel);
        await _control.WriteNumVfsAsync(pf, 1, s_deadline, Cancel);
        var vf = PciTopology.ReadPhysicalFunction(_root, pf, out _)!.VirtualFunctions[0].Address;
        (await _writes.WriteAsync("sys/bus/pci/drivers/igbvf/bind", vf.ToString(), s_deadline, Cancel))
            .ShouldBe(new WriteOutcome.Refused(Errno.NoDevice));
    }

    [Fact]
    public async Task The_kernels_reason_for_a_refusal_can_be_quoted()
    {
        var pf = Igb()[0].Address;
        await _control.WriteNumVfsAsync(pf, 2, s_deadline, Cancel);
        using var mark = KernelLogMark.Now(_root);
        await _control.WriteNumVfsAsync(pf, 3, s_deadline, Cancel);
        mark.ReadSince().About(pf).ShouldContain(message => message.Text.Contains("VFs already enabled", StringComparison.Ordinal));
    }

    [Fact]
    public void The_IOMMU_is_judged_on_and_remapping()
    {
        var state = IommuState.Read(_root);
        (state.IsOn, state.Firmware, state.InterruptRemapping).ShouldBe((true, IommuVendor.Intel, true));
        state.IntelWords.Contains("on", StringComparer.Ordinal).ShouldBeTrue();
    }

    [Fact]
    public async Task Two_PFs_are_changed_at_the_same_time()
    {
        var pfs = Igb();
        var outcomes = await Task.WhenAll(pfs.Select(pf => _control.WriteNumVfsAsync(pf.Address, 7, s_deadline, Cancel)));
        outcomes.ShouldAllBe(outcome => outcome == new SriovOutcome.Done(7));
        PciTopology.Read(_root, Cancel).PhysicalFunctions.Where(pf => pf.Function.Driver == "igb").Sum(pf => pf.VirtualFunctions.Length).ShouldBe(14);
    }

    private ImmutableArray<PhysicalFunction> Igb()
    {
        ImmutableArray<PhysicalFunction> found = [.. PciTopology.Read(_root, Cancel).PhysicalFunctions.Where(pf => pf.Function.Driver == "igb")];
        found.Length.ShouldBe(2, "this test belongs on an emulated host with two igb PFs");
        return found;
    }
}
