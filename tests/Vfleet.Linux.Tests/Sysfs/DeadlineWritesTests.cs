using Vfleet.Linux.Sysfs;
using Vfleet.TestKit.FakeSysfs;

namespace Vfleet.Linux.Tests.Sysfs;

public sealed class DeadlineWritesTests : IDisposable
{
    private const string NumVfs = "sys/bus/pci/devices/0000:01:00.0/sriov_numvfs";
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(50);

    private readonly FakeHost _host = new FakeHost().AddPf("0000:01:00.0");
    private readonly FakeSysfsKernel _kernel;
    private readonly DeadlineWrites _writes;

    public DeadlineWritesTests()
    {
        _kernel = new FakeSysfsKernel(_host);
        _writes = new DeadlineWrites(_kernel, TimeProvider.System);
    }

    public void Dispose() => _host.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_write_that_hangs_is_reported_and_does_not_hang_the_caller()
    {
        var fault = _kernel.HangWritesTo("sriov_numvfs");
        var outcome = await _writes.WriteAsync(NumVfs, "2", s_short, Cancel);

        var pending = outcome.ShouldBeOfType<WriteOutcome.TimedOut>().Write;
        pending.Path.ShouldBe(NumVfs);
        pending.Completion.IsCompleted.ShouldBeFalse();
        _writes.Pending.ShouldBe([pending]);

        fault.Lift();
        (await pending.Completion.WaitAsync(s_long, Cancel)).ShouldBe(Errno.None);
        _writes.Pending.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_second_write_begins_while_one_to_the_same_file_hangs()
    {
        var fault = _kernel.HangWritesTo("sriov_numvfs");
        var first = (await _writes.WriteAsync(NumVfs, "2", s_short, Cancel)).ShouldBeOfType<WriteOutcome.TimedOut>().Write;
        var second = await _writes.WriteAsync(NumVfs, "0", s_long, Cancel);
        second.ShouldBeOfType<WriteOutcome.Blocked>().Earlier.ShouldBe(first);

        fault.Lift();
        await first.Completion.WaitAsync(s_long, Cancel);
        _kernel.Writes.Select(write => write.Value).ShouldBe(["2"]);
        (await _writes.WriteAsync(NumVfs, "0", s_long, Cancel)).ShouldBeOfType<WriteOutcome.Written>();
    }

    [Fact]
    public async Task A_driver_that_hangs_with_one_device_keeps_no_other_from_being_bound()
    {
        var fault = _kernel.HangWritesTo("drivers_probe");
        const string Probe = "sys/bus/pci/drivers_probe";
        var first = (await _writes.WriteAsync(Probe, "0000:01:10.0", s_short, Cancel)).ShouldBeOfType<WriteOutcome.TimedOut>().Write;

        (await _writes.WriteAsync(Probe, "0000:01:10.2", s_short, Cancel)).ShouldNotBeOfType<WriteOutcome.Blocked>();
        (await _writes.WriteAsync(Probe, "0000:01:10.0", s_short, Cancel)).ShouldBeOfType<WriteOutcome.Blocked>().Earlier.ShouldBe(first);

        fault.Lift();
        await first.Completion.WaitAsync(s_long, Cancel);
    }

    [Fact]
    public async Task Cancelling_ends_the_waiting_but_keeps_the_write_known()
    {
        var fault = _kernel.HangWritesTo("sriov_numvfs");
        using var cancel = new CancellationTokenSource();
        var writing = _writes.WriteAsync(NumVfs, "2", s_long, cancel.Token);
        await fault.Struck.WaitAsync(s_long, Cancel);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(writing);
        var pending = _writes.Pending.ShouldHaveSingleItem();
        fault.Lift();
        (await pending.Completion.WaitAsync(s_long, Cancel)).ShouldBe(Errno.None);
    }

    [Fact]
    public async Task The_kernels_refusal_is_a_value() =>
        (await _writes.WriteAsync(NumVfs, "8", s_long, Cancel)).ShouldBe(new WriteOutcome.Refused(Errno.OutOfRange));

    [Fact]
    public async Task A_writer_that_throws_reaches_the_caller()
    {
        var writes = new DeadlineWrites(new BrokenWriter(), TimeProvider.System);
        await Should.ThrowAsync<InvalidOperationException>(writes.WriteAsync("x", "1", s_long, Cancel));
        writes.Pending.ShouldBeEmpty();
    }

    [Fact]
    public void A_recorded_tree_cannot_be_written() => Should.Throw<ArgumentException>(() => new SysfsFileWriter(_host.Root));

    [Fact]
    public void The_real_writer_writes_once_and_reports_the_kernels_reason()
    {
        var file = _host.Files.At("control");
        File.WriteAllText(file, "old");
        var writer = new SysfsFileWriter(SysfsRoot.Live);
        writer.Write(file[1..], "new").ShouldBe(Errno.None);
        File.ReadAllText(file).ShouldBe("new");
        writer.Write(file[1..] + ".missing", "new").ShouldBe(Errno.NoEntry);
        File.Exists(file + ".missing").ShouldBeFalse();

        // A control file that takes numbers only.
        writer.Write("proc/self/oom_score_adj", "no number").ShouldBe(Errno.Invalid);
    }

    private sealed class BrokenWriter : ISysfsWriter
    {
        public Errno Write(string path, string value) => throw new InvalidOperationException("broken");
    }
}
