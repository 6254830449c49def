using Vfleet.Lab.Processes;

namespace Vfleet.Lab.Tests.Processes;

public sealed class CommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_that_does_not_exist_is_named()
    {
        var error = await Should.ThrowAsync<LabException>(() => Command.RunAsync("no-such-program", ["x"], cancellationToken: Token));

        error.Message.ShouldContain("no-such-program x");
    }

    [Fact]
    public async Task A_failure_carries_what_the_program_said()
    {
        var result = await Command.RunAsync("sh", ["-c", "echo out; echo err >&2; exit 3"], cancellationToken: Token);

        var error = Should.Throw<LabException>(() => result.OrThrow());
        error.Message.ShouldBe("'sh -c echo out; echo err >&2; exit 3' exited with 3:\nerr\nout");
    }

    [Fact]
    public async Task Lines_are_told_as_they_come()
    {
        List<string> lines = [];

        await Command.RunAsync("sh", ["-c", "echo one; echo two"], onLine: lines.Add, cancellationToken: Token);

        lines.ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task A_lock_is_held_by_one_at_a_time()
    {
        var path = Path.GetTempFileName();
        var first = await FileLock.TakeAsync(path, TimeSpan.FromSeconds(1), onWait: null, Token);
        var waits = 0;
        await Should.ThrowAsync<LabException>(() => FileLock.TakeAsync(path, TimeSpan.FromMilliseconds(300), () => waits++, Token));
        waits.ShouldBe(1);

        first.Dispose();
        (await FileLock.TakeAsync(path, TimeSpan.FromSeconds(1), onWait: null, Token)).Dispose();
        File.Delete(path);
    }
}
