namespace Vfleet.Lab.Tests.OnHost;

/// <summary>A host's document, planned and applied on a real PF driver.</summary>
public sealed class PlanTests(LabHostFixture fixture) : LabHostTest(fixture)
{
    [Fact]
    public async Task A_host_becomes_what_its_document_says_and_applying_twice_does_nothing()
    {
        var vfleet = await VfleetProgram.OnAsync(Host, Token);
        var second = (await vfleet.ShellAsync($"ls /sys/bus/pci/devices/{Host.Pfs[1].Address}/net")).Text;
        await WriteAsync(vfleet, $$"""
            pfs:
              - netdev: {{vfleet.Pf}}
                vfs: 4
                driver: vfio
                up: true
                settings:
                  0-1: { vlan: 100, trust: true }
                  3: { mac: "52:54:00:0a:0b:0c", spoofCheck: false }
              - address: {{Host.Pfs[1].Address}}
                vfs: 2
                driver: none
                mtu: 1600
            """);
        (await vfleet.RunAsync("plan --file /root/host.yaml --detailed-exit-code")).ExitCode.ShouldBe(20);

        await vfleet.DoAsync("apply --file /root/host.yaml");

        (await vfleet.KernelViewAsync(1)).ShouldContain("vlan 100");
        (await vfleet.KernelViewAsync(1)).ShouldContain("trust on");
        (await vfleet.KernelViewAsync(2)).ShouldNotContain("vlan");
        var third = await vfleet.KernelViewAsync(3);
        third.ShouldContain("52:54:00:0a:0b:0c");
        third.ShouldContain("spoof checking off");
        (await vfleet.ShellAsync($"basename $(readlink /sys/class/net/{vfleet.Pf}/device/virtfn3/driver)")).Text.ShouldBe("vfio-pci");
        (await vfleet.ReadAsync($"/sys/class/net/{second}/device/sriov_numvfs")).ShouldBe("2");
        (await vfleet.ReadAsync($"/sys/class/net/{second}/mtu")).ShouldBe("1600");
        (await vfleet.RunAsync("plan --file /root/host.yaml --detailed-exit-code")).ExitCode.ShouldBe(0);
        await vfleet.DoAsync("apply --file /root/host.yaml");
        await vfleet.ShellAsync($"ip link set {second} mtu 1500");
    }

    [Fact]
    public async Task A_plan_made_before_the_host_changed_is_refused_and_nothing_is_touched()
    {
        var vfleet = await VfleetProgram.OnAsync(Host, Token);
        await WriteAsync(vfleet, $$"""
            pfs:
              - netdev: {{vfleet.Pf}}
                vfs: 3
                driver: none
            """);
        await vfleet.DoAsync("plan --file /root/host.yaml --out /root/host.plan");
        await vfleet.ShellAsync($"echo 0 > /sys/class/net/{vfleet.Pf}/device/sriov_drivers_autoprobe; echo 1 > /sys/class/net/{vfleet.Pf}/device/sriov_numvfs");

        var (exitCode, answer) = await vfleet.AskAsync("apply /root/host.plan");

        exitCode.ShouldBe(4);
        VfleetProgram.Codes(answer).ShouldContain("PLAN_STALE");
        (await vfleet.ReadAsync($"/sys/class/net/{vfleet.Pf}/device/sriov_numvfs")).ShouldBe("1");
    }

    private static async Task WriteAsync(VfleetProgram vfleet, string document) =>
        await vfleet.ShellAsync($"cat > /root/host.yaml <<'END'\n{document}\nEND");
}
