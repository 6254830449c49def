using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Linux.Vfio;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeSysfs;

namespace Vfleet.Linux.Tests.Vfio;

public sealed class DriverBindingTests : IDisposable
{
    private static readonly PciAddress s_pf = PciAddress.Parse("0000:01:00.0");
    private static readonly PciAddress s_vf = PciAddress.Parse("0000:01:10.0");
    private static readonly BindOptions s_keep = new(TimeSpan.FromSeconds(30), KeepOverride: true);
    private static readonly BindOptions s_clear = new(TimeSpan.FromSeconds(30));
    private static readonly BindOptions s_hasty = new(TimeSpan.FromMilliseconds(500));

    private readonly FakeHost _host = new FakeHost().AddPf("0000:01:00.0", netdev: "enp1s0", vfs: 2);
    private readonly FakeSysfsKernel _kernel;
    private readonly DriverBinding _binding;

    public DriverBindingTests()
    {
        _kernel = new FakeSysfsKernel(_host);
        _binding = new DriverBinding(_host.Root, new DeadlineWrites(_kernel, TimeProvider.System), TimeProvider.System);
    }

    public void Dispose() => _host.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_VF_goes_to_vfio_and_back()
    {
        var bound = await _binding.BindAsync(s_vf, "vfio-pci", s_keep, Cancel);
        var previous = bound.ShouldBeOfType<BindOutcome.Changed>().Previous;
        previous.ShouldBe(new DriverState("igbvf", null));
        DriverState.Read(_host.Root, s_vf).ShouldBe(new DriverState("vfio-pci", "vfio-pci"));
        PciTopology.ReadFunction(_host.Root, s_vf)!.Netdevs.ShouldBeEmpty();

        (await _binding.RestoreAsync(s_vf, previous, s_keep.Deadline, Cancel)).ShouldBeOfType<BindOutcome.Changed>();
        DriverState.Read(_host.Root, s_vf).ShouldBe(previous);
        PciTopology.ReadFunction(_host.Root, s_vf)!.Netdevs.ShouldBe(["enp1s0v0"]);
        _kernel.Writes.ShouldNotContain(write => write.Path.EndsWith("new_id", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_call_may_be_repeated()
    {
        await _binding.BindAsync(s_vf, "vfio-pci", s_keep, Cancel);
        var written = _kernel.Writes.Count;
        (await _binding.BindAsync(s_vf, "vfio-pci", s_keep, Cancel)).ShouldBeOfType<BindOutcome.Unchanged>();
        _kernel.Writes.Count.ShouldBe(written);

        await _binding.UnbindAsync(s_vf, s_clear, Cancel);
        DriverState.Read(_host.Root, s_vf).ShouldBe(new DriverState(null, null));
        (await _binding.UnbindAsync(s_vf, s_clear, Cancel)).ShouldBeOfType<BindOutcome.Unchanged>();
    }

    [Fact]
    public async Task The_override_is_cleared_when_asked()
    {
        (await _binding.BindAsync(s_vf, "vfio-pci", s_clear, Cancel)).Succeeded.ShouldBeTrue();
        DriverState.Read(_host.Root, s_vf).ShouldBe(new DriverState("vfio-pci", null));
        _kernel.Writes[^1].Value.ShouldBe("\n");
    }

    [Fact]
    public async Task With_autoprobe_off_a_VF_still_goes_to_vfio_and_back_to_its_own_driver()
    {
        _kernel.Write("sys/bus/pci/devices/0000:01:00.0/sriov_numvfs", "0");
        _kernel.Write("sys/bus/pci/devices/0000:01:00.0/sriov_drivers_autoprobe", "0");
        _kernel.Write("sys/bus/pci/devices/0000:01:00.0/sriov_numvfs", "2");
        DriverState.Read(_host.Root, s_vf).ShouldBe(new DriverState(null, null));
        _kernel.Write("sys/bus/pci/drivers/vfio-pci/bind", "0000:01:10.0").ShouldBe(Errno.NoDevice, "the fake is as strict as the kernel");

        (await _binding.BindAsync(s_vf, "vfio-pci", s_keep, Cancel)).ShouldBe(new BindOutcome.Changed(new DriverState(null, null)));
        (await _binding.BindAsync(s_vf, "igbvf", s_clear, Cancel)).Succeeded.ShouldBeTrue();
        DriverState.Read(_host.Root, s_vf).ShouldBe(new DriverState("igbvf", null));
        (await _binding.RestoreAsync(s_vf, new DriverState(null, null), s_clear.Deadline, Cancel)).Succeeded.ShouldBeTrue();
        DriverState.Read(_host.Root, s_vf).ShouldBe(new DriverState(null, null));
    }

    [Fact]
    public async Task A_driver_that_is_not_loaded_changes_nothing()
    {
        (await _binding.BindAsync(s_vf, "mlx5_vfio_pci", s_keep, Cancel)).ShouldBe(new BindOutcome.DriverNotLoaded("mlx5_vfio_pci"));
        _kernel.Writes.ShouldBeEmpty();
        (await _binding.BindAsync(PciAddress.Parse("0000:99:00.0"), "vfio-pci", s_keep, Cancel)).ShouldBeOfType<BindOutcome.NoFunction>();
    }

    [Theory]
    [InlineData(1, BindStep.SetOverride)]
    [InlineData(2, BindStep.Unbind)]
    [InlineData(3, BindStep.Probe)]
    [InlineData(4, BindStep.ClearOverride)]
    public async Task A_refused_step_is_named_and_leads_back(int step, BindStep name)
    {
        var before = DriverState.Read(_host.Root, s_vf)!;
        _kernel.FailStep(step, Errno.InputOutput);
        var outcome = await _binding.BindAsync(s_vf, "vfio-pci", s_clear, Cancel);
        outcome.ShouldBe(new BindOutcome.Refused(name, Errno.InputOutput, before));
        (await _binding.RestoreAsync(s_vf, before, s_clear.Deadline, Cancel)).Succeeded.ShouldBeTrue();
        DriverState.Read(_host.Root, s_vf).ShouldBe(before);
    }

    [Fact]
    public async Task An_unbind_that_waits_for_a_guest_is_reported_as_pending()
    {
        var fault = _kernel.HangWritesTo("driver/unbind");
        var outcome = await _binding.BindAsync(s_vf, "vfio-pci", s_hasty, Cancel);
        var late = outcome.ShouldBeOfType<BindOutcome.TimedOut>();
        late.Step.ShouldBe(BindStep.Unbind);
        fault.Lift();
        (await late.Write.Completion.WaitAsync(s_keep.Deadline, Cancel)).ShouldBe(Errno.None);
    }

    [Fact]
    public async Task A_driver_whose_probe_fails_is_told_at_the_deadline()
    {
        var faithless = new ForgetfulWriter(_kernel);
        var binding = new DriverBinding(_host.Root, new DeadlineWrites(faithless, TimeProvider.System), TimeProvider.System);
        var outcome = await binding.BindAsync(s_vf, "vfio-pci", s_hasty, Cancel);
        outcome.ShouldBe(new BindOutcome.WrongDriver(null, new DriverState("igbvf", null)));
    }

    [Fact]
    public async Task A_VF_whose_own_driver_comes_in_between_is_tried_again()
    {
        // A VF right after its creation: its own driver probes just when ours is asked for.
        _host.UnbindDriver(s_vf);
        var raced = false;
        _kernel.Reacted = write =>
        {
            if (!raced && write.Path.EndsWith("driver_override", StringComparison.Ordinal))
            {
                raced = true;
                _host.BindDriver(s_vf, "igbvf");
            }
        };
        (await _binding.BindAsync(s_vf, "vfio-pci", s_keep, Cancel)).Succeeded.ShouldBeTrue();
        DriverState.Read(_host.Root, s_vf)!.Driver.ShouldBe("vfio-pci");
    }

    [Fact]
    public async Task A_function_is_reset_and_one_that_cannot_be_says_so()
    {
        var writes = new DeadlineWrites(_kernel, TimeProvider.System);
        (await FunctionReset.ResetAsync(writes, s_vf, s_keep.Deadline, Cancel)).ShouldBeOfType<WriteOutcome.Written>();
        _host.Files.Delete($"{_host.DevicePath(s_pf)}/reset");
        (await FunctionReset.ResetAsync(writes, s_pf, s_keep.Deadline, Cancel)).ShouldBe(new WriteOutcome.Refused(Errno.NoEntry));
    }

    // A driver's probe fails: the write succeeds and nothing is bound.
    private sealed class ForgetfulWriter(ISysfsWriter inner) : ISysfsWriter
    {
        public Errno Write(string path, string value) =>
            path.EndsWith("drivers_probe", StringComparison.Ordinal) ? Errno.None : inner.Write(path, value);
    }
}
