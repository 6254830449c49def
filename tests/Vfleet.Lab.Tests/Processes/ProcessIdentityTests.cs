using System.Diagnostics;
using Vfleet.Lab.Processes;

namespace Vfleet.Lab.Tests.Processes;

public sealed class ProcessIdentityTests
{
    [Fact]
    public void A_name_with_spaces_and_parentheses_does_not_shift_the_fields()
    {
        var rest = string.Join(' ', Enumerable.Range(4, 49));

        ProcessIdentity.ParseStat($"12 (a) b (c) S {rest}\n").ShouldBe(('S', 22UL));
        ProcessIdentity.ParseStat("12 (cut) S 1 2").ShouldBeNull();
        ProcessIdentity.ParseStat("").ShouldBeNull();
    }

    [Fact]
    public async Task A_process_is_killed_and_another_with_its_pid_would_not_be()
    {
        using var process = Process.Start("sleep", "60");
        var identity = ProcessIdentity.Of(process.Id)!;
        var earlier = identity with { StartTicks = identity.StartTicks - 1 };

        earlier.IsAlive.ShouldBeFalse();
        await earlier.KillAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        identity.IsAlive.ShouldBeTrue();

        await identity.KillAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        identity.IsAlive.ShouldBeFalse();
    }
}
