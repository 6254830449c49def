using System.Globalization;

namespace Vfleet.Lab.Tests.OnHost;

/// <summary>What an installed Vfleet makes of a host after power cuts and reboots.</summary>
public sealed class BootTests(LabHostFixture fixture) : LabHostTest(fixture)
{
    private const string Mac = "52:54:00:0a:0b:0c";

    [Fact]
    public async Task After_a_power_cut_counts_are_there_before_the_network_and_drivers_and_settings_after_it()
    {
        await using var installed = await InstalledVfleet.OnAsync(Host, Token);
        var vfleet = installed.Program;
        var second = await NetdevAsync(1);
        await vfleet.DoAsync($"pf set {second} --vfs 2 --driver host --mtu 1600");
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 3 --driver vfio --up");
        await vfleet.DoAsync($"vf set {vfleet.Pf}/1 --mac {Mac} --vlan 100 --trust on");

        await installed.PowerCutAsync(Token);

        (await vfleet.KernelViewAsync(1)).ShouldContain(Mac);
        (await vfleet.KernelViewAsync(1)).ShouldContain("vlan 100");
        (await vfleet.KernelViewAsync(1)).ShouldContain("trust on");
        (await DriversAsync(0)).ShouldBe(["vfio-pci", "vfio-pci", "vfio-pci"]);
        (await DriversAsync(1)).ShouldBe(["igbvf", "igbvf"]);
        (await vfleet.ReadAsync($"/sys/class/net/{second}/mtu")).ShouldBe("1600");
        foreach (var pf in Host.Pfs)
        {
            (await installed.StatusAsync($"{pf.Address}")).State.ShouldBe("right");
        }

        // The first unit had made the VFs before network managers could start, and no driver had taken any by then.
        var restored = await MicrosecondsAsync("vfleet-restore.service", "ExecMainExitTimestampMonotonic");
        restored.ShouldBeGreaterThan(0);
        (await MicrosecondsAsync("network-pre.target", "ActiveEnterTimestampMonotonic")).ShouldBeGreaterThan(restored);
        (await vfleet.ShellAsync("journalctl -b -o cat -u vfleet-restore")).Output.ShouldContain($"{second}");
        var taken = (await vfleet.ShellAsync("dmesg | grep -E 'igbvf 0000:..:.*: Address|vfio-pci 0000:..:.*: enabling'")).Lines;
        taken.ShouldNotBeEmpty();
        taken.Select(Microseconds).Min().ShouldBeGreaterThan(restored);
    }

    [Fact]
    public async Task After_a_reboot_a_card_that_is_gone_or_another_is_told_and_keeps_no_other_PF_waiting()
    {
        await using var installed = await InstalledVfleet.OnAsync(Host, Token);
        var vfleet = installed.Program;
        var second = await NetdevAsync(1);
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 2 --driver none");
        await vfleet.DoAsync($"pf set {second} --vfs 4 --driver none");
        var (first, other) = (Host.Pfs[0].Address, Host.Pfs[1].Address);

        // As if the second card had been another model, and a third had been pulled out.
        await vfleet.ShellAsync(
            $"systemctl stop vfleet-agent; cd /var/lib/vfleet && sed 's/{first}/0000:09:00.0/; s/\"mac\": \"[^\"]*\"/\"mac\": \"02:00:00:00:00:09\"/' {first}.json > 0000:09:00.0.json "
            + $"&& sed -i 's/\"device\": \"[0-9a-f]*\"/\"device\": \"1521\"/' {other}.json && grep -q 1521 {other}.json");
        var kept = await vfleet.StateAsync();

        await installed.RebootAsync(Token);

        (await vfleet.ReadAsync($"/sys/class/net/{vfleet.Pf}/device/sriov_numvfs")).ShouldBe("2");
        (await vfleet.ReadAsync($"/sys/class/net/{second}/device/sriov_numvfs")).ShouldBe("0");
        await installed.BecomesAsync($"{first}", "right");
        await installed.BecomesAsync($"{other}", "gone");
        (await installed.StatusAsync($"{other}")).Detail.ShouldContain("8086:1521");
        await installed.BecomesAsync("0000:09:00.0", "gone");
        (await vfleet.StateAsync()).ShouldBe(kept);

        var (exitCode, answer) = await vfleet.AskAsync("restore");
        exitCode.ShouldNotBe(0);
        answer.GetProperty("pfs").EnumerateArray().SelectMany(VfleetProgram.Codes).ShouldBe(["CARD_CHANGED", "FUNCTION_VANISHED"], ignoreOrder: true);
    }

    private async Task<string> NetdevAsync(int pf) => (await Host.DoAsync($"ls /sys/bus/pci/devices/{Host.Pfs[pf].Address}/net")).Text;

    private async Task<IReadOnlyList<string>> DriversAsync(int pf) =>
        (await Host.DoAsync($"cd /sys/bus/pci/devices/{Host.Pfs[pf].Address}; for vf in virtfn*; do basename $(readlink -f $vf/driver); done")).Lines;

    private async Task<double> MicrosecondsAsync(string unit, string property) =>
        double.Parse((await Host.DoAsync($"systemctl show {unit} -p {property} --value")).Text, CultureInfo.InvariantCulture);

    // A line of the kernel's log: [   12.345678] text
    private static double Microseconds(string line) => double.Parse(line.Trim('[').Split(']')[0].Trim(), CultureInfo.InvariantCulture) * 1e6;
}
