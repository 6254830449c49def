using System.Runtime.CompilerServices;
using Vfleet.Linux.Interop;
using Vfleet.Linux.Vfio;

namespace Vfleet.Linux.Tests.Interop;

public sealed class ProcessRunTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Output_error_and_exit_code_are_told()
    {
        var run = await ProcessRun.RunAsync("sh", ["-c", "echo out; echo err >&2; exit 3"], s_long, TimeProvider.System, Cancel);
        run.ShouldBe(new ProcessRun(3, "out\n", "err\n"));
        run.Succeeded.ShouldBeFalse();
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_no_exception()
    {
        var run = await ProcessRun.RunAsync("no-such-program-anywhere", [], s_long, TimeProvider.System, Cancel);
        run.ExitCode.ShouldBeNull();
        run.Error.ShouldContain("no-such-program-anywhere");
    }

    [Fact]
    public async Task A_program_that_does_not_end_is_killed_at_the_deadline()
    {
        var run = await ProcessRun.RunAsync("sleep", ["1000"], TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancel);
        run.ExitCode.ShouldBeNull();
        run.Error.ShouldContain("did not end");
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("x=1")]
    public async Task What_is_no_modules_name_never_reaches_modprobe(string name) =>
        await Should.ThrowAsync<ArgumentException>(() => ModuleLoading.LoadAsync(name, s_long, TimeProvider.System, Cancel));

    [Fact]
    public void Structures_that_cross_to_the_kernel_have_its_sizes() => Unsafe.SizeOf<FileCalls.OpenHow>().ShouldBe(24);
}
