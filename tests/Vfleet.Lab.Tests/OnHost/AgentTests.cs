using System.Globalization;

namespace Vfleet.Lab.Tests.OnHost;

/// <summary>The installed agent against other hands, and what it costs when nothing happens.</summary>
[Collection(LabHostFixture.Second)]
public sealed class AgentTests(LabHostFixture fixture) : LabHostTest(fixture)
{
    private string First => Host.Pfs[0].Address.ToString();

    [Fact]
    public async Task What_other_hands_change_is_mended_when_the_document_says_so_and_only_told_when_not()
    {
        await using var installed = await InstalledVfleet.OnAsync(Host, Token);
        var vfleet = installed.Program;
        await installed.WriteDocumentAsync($$"""
            drift: mend
            pfs:
              - netdev: {{vfleet.Pf}}
                vfs: 3
                driver: vfio
                settings: { 1: { vlan: 100, trust: true } }
            """);

        // Nobody told the agent: the file's coming is an event like any other.
        await Eventually.IsAsync(async () => (await vfleet.ReadAsync(Count(vfleet))) == "3");
        await installed.BecomesAsync(First, "right");

        await vfleet.ShellAsync($"echo 0 > {Count(vfleet)}");
        await Eventually.IsAsync(async () => (await vfleet.ReadAsync(Count(vfleet))) == "3");
        await Eventually.IsAsync(async () => (await vfleet.KernelViewAsync(1)).Contains("vlan 100", StringComparison.Ordinal));
        await installed.BecomesAsync(First, "right");

        await vfleet.ShellAsync($"ip link set {vfleet.Pf} vf 1 vlan 7");
        await Eventually.IsAsync(async () => (await vfleet.KernelViewAsync(1)).Contains("vlan 100", StringComparison.Ordinal));

        await vfleet.ShellAsync($"sed -i 's/mend/report/' {InstalledVfleet.Document}");
        await Eventually.IsAsync(async () => (await vfleet.AskAsync("status")).Answer.GetProperty("drift").GetString() == "report");
        await vfleet.ShellAsync($"ip link set {vfleet.Pf} vf 1 vlan 7");
        await installed.BecomesAsync(First, "drifted");
        (await installed.StatusAsync(First)).Detail.ShouldContain("vlan");
        (await vfleet.KernelViewAsync(1)).ShouldContain("vlan 7");

        await vfleet.DoAsync("restore");
        (await vfleet.KernelViewAsync(1)).ShouldContain("vlan 100");
        await installed.BecomesAsync(First, "right");
    }

    [Fact]
    public async Task While_a_command_works_on_a_PF_the_agent_keeps_its_hands_off_and_finishes_what_is_killed()
    {
        await using var installed = await InstalledVfleet.OnAsync(Host, Token);
        var vfleet = installed.Program;
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 2 --driver none");
        await installed.BecomesAsync(First, "right");

        // Stopped as soon as its journal is written: it holds the lock and does nothing.
        await vfleet.ShellAsync(
            $"vfleet pf set {vfleet.Pf} --vfs 5 --driver vfio > /tmp/set.log 2>&1 & echo $! > /tmp/set.pid; "
            + $"for i in $(seq 6000); do grep -q unfinished /var/lib/vfleet/{First}.json && break; sleep 0.01; done; kill -STOP $(cat /tmp/set.pid)");
        var stopped = await vfleet.StateAsync();
        stopped.ShouldContain("unfinished");
        await vfleet.ShellAsync($"ip link set {vfleet.Pf} down; ip link set {vfleet.Pf} up; sleep 10");
        (await vfleet.StateAsync()).ShouldBe(stopped);
        (await installed.StatusAsync(First)).State.ShouldBe("changing");
        var refused = await vfleet.AskAsync($"pf set {vfleet.Pf} --vfs 1");
        VfleetProgram.Codes(refused.Answer).ShouldBe(["LOCKED"]);

        await vfleet.ShellAsync("kill -9 $(cat /tmp/set.pid)");

        await Eventually.IsAsync(async () => !(await vfleet.StateAsync()).Contains("unfinished", StringComparison.Ordinal));
        (await vfleet.ReadAsync(Count(vfleet))).ShouldBe("5");
        (await vfleet.ShellAsync($"cd /sys/class/net/{vfleet.Pf}/device; for vf in virtfn*; do basename $(readlink $vf/driver); done")).Lines.ShouldAllBe(driver => driver == "vfio-pci");
        await installed.BecomesAsync(First, "right");
    }

    [Fact]
    public async Task When_nothing_happens_it_is_small_and_sleeps()
    {
        await using var installed = await InstalledVfleet.OnAsync(Host, Token);
        var vfleet = installed.Program;
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 7 --driver vfio");
        await installed.BecomesAsync(First, "right");
        await vfleet.ShellAsync($"echo 0 > {Count(vfleet)}");
        await installed.BecomesAsync(First, "drifted");
        await vfleet.DoAsync("restore");
        await installed.BecomesAsync(First, "right");

        // Half a minute after the last event it gives back what it can. Threads that worked end later: only those that stay are counted.
        var pid = (await vfleet.ShellAsync("sleep 60; systemctl show vfleet-agent -p MainPID --value")).Text;
        var wakeups = await NumberAsync(
            $"look() {{ grep -H ^voluntary_ctxt /proc/{pid}/task/*/status; }}; look > /tmp/before; sleep 40; look > /tmp/after; "
            + "awk 'NR == FNR { before[$1] = $2; next } { sum += $2 - before[$1] } END { print sum }' /tmp/before /tmp/after");
        var resident = await NumberAsync($"awk '/VmRSS/ {{ print $2 }}' /proc/{pid}/status");

        TestContext.Current.TestOutputHelper!.WriteLine($"idle: {resident} KiB resident, {wakeups} wake-ups in 40 s");
        resident.ShouldBeLessThan(58_593, "KiB resident, 60 MB");

        // libvirtd asks each of its clients every 5 s whether it is alive, and the runtime's finalizer looks at the memory every 10 s.
        wakeups.ShouldBeLessThan(40, "wake-ups in 40 s, of all threads");
    }

    private static string Count(VfleetProgram vfleet) => $"/sys/class/net/{vfleet.Pf}/device/sriov_numvfs";

    private async Task<long> NumberAsync(string command) => long.Parse((await Host.DoAsync(command)).Text, CultureInfo.InvariantCulture);
}
