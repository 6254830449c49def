namespace Vfleet.Lab.Tests.OnHost;

/// <summary>Changing the number of VFs of a real PF driver.</summary>
public sealed class CountTests(LabHostFixture fixture) : LabHostTest(fixture)
{
    [Fact]
    public async Task The_number_of_VFs_goes_from_any_to_any_through_0_and_the_PF_stays_up()
    {
        var vfleet = await VfleetProgram.OnAsync(Host, Token);

        foreach (var count in new[] { 7, 3, 7, 0 })
        {
            await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs {count} --driver none");

            (await vfleet.ReadAsync($"/sys/class/net/{vfleet.Pf}/device/sriov_numvfs")).ShouldBe($"{count}");
            (await vfleet.ReadAsync($"/sys/class/net/{vfleet.Pf}/flags")).ShouldEndWith("3");
        }
    }

    [Fact]
    public async Task VFs_for_vfio_are_made_without_the_hosts_driver_and_bound_to_vfio()
    {
        var vfleet = await VfleetProgram.OnAsync(Host, Token);

        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 3 --driver vfio");

        (await vfleet.ReadAsync($"/sys/class/net/{vfleet.Pf}/device/sriov_drivers_autoprobe")).ShouldBe("0");
        var drivers = await vfleet.ShellAsync($"for i in 0 1 2; do basename $(readlink -f /sys/class/net/{vfleet.Pf}/device/virtfn$i/driver); done");
        drivers.Lines.ShouldBe(["vfio-pci", "vfio-pci", "vfio-pci"]);
        var (_, answer) = await vfleet.AskAsync($"vf list {vfleet.Pf}");
        answer.GetProperty("vfs").EnumerateArray().Select(vf => vf.GetProperty("free").GetBoolean()).ShouldBe([true, true, true]);
    }

    [Fact]
    public async Task VFs_for_the_host_have_netdevs_when_the_command_returns()
    {
        var vfleet = await VfleetProgram.OnAsync(Host, Token);

        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 2 --driver host");

        var netdevs = await vfleet.ShellAsync($"for i in 0 1; do ls /sys/class/net/{vfleet.Pf}/device/virtfn$i/net; done");
        netdevs.Lines.Count.ShouldBe(2);
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 0");
    }

    [Fact]
    public async Task It_is_refused_while_a_VF_has_an_address_of_the_host_and_names_it()
    {
        var vfleet = await VfleetProgram.OnAsync(Host, Token);
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 2 --driver host");
        var netdev = (await vfleet.ShellAsync($"ls /sys/class/net/{vfleet.Pf}/device/virtfn1/net")).Text;
        await vfleet.ShellAsync($"ip address add 192.0.2.7/24 dev {netdev}");

        var result = await vfleet.RunAsync($"pf set {vfleet.Pf} --vfs 0");

        result.ExitCode.ShouldBe(4);
        result.Error.ShouldContain($"{vfleet.Pf}/1 is not free");
        result.Error.ShouldContain("192.0.2.7/24");
        (await vfleet.ReadAsync($"/sys/class/net/{vfleet.Pf}/device/sriov_numvfs")).ShouldBe("2");
        await vfleet.ShellAsync($"ip address del 192.0.2.7/24 dev {netdev}");
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 0");
    }

    [Fact]
    public async Task The_PF_of_the_default_route_is_refused_unless_forced()
    {
        var vfleet = await VfleetProgram.OnAsync(Host, Token);
        await vfleet.ShellAsync($"ip address add 198.51.100.2/24 dev {vfleet.Pf} && ip route add default via 198.51.100.1 metric 9999");
        try
        {
            var (exitCode, answer) = await vfleet.AskAsync($"pf set {vfleet.Pf} --vfs 1 --driver none");

            exitCode.ShouldBe(4);
            VfleetProgram.Codes(answer).ShouldBe(["PF_CARRIES_MANAGEMENT"]);
            await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 1 --driver none --force");
        }
        finally
        {
            await vfleet.ShellAsync($"ip route del default via 198.51.100.1; ip address del 198.51.100.2/24 dev {vfleet.Pf}");
        }
    }

    [Fact]
    public async Task What_makes_no_sense_is_named_and_changes_nothing()
    {
        var vfleet = await VfleetProgram.OnAsync(Host, Token);
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 2 --driver none");
        var before = (await vfleet.ShellAsync($"ip link show {vfleet.Pf}; ls /sys/class/net/{vfleet.Pf}/device/")).Output;

        foreach (var (arguments, exitCode, code) in ((string, int, string)[])
        [
            ($"pf set {vfleet.Pf} --vfs 8", 2, "COUNT_TOO_LARGE"),
            ($"pf set {vfleet.Pf} --vfs -1", 2, "OUT_OF_RANGE"),
            ("pf set nosuch0 --vfs 1", 3, "PF_UNKNOWN"),
            ($"pf set {vfleet.Pf}/0 --vfs 1", 2, "VF_NOT_PF"),
            ($"vf set {vfleet.Pf}/0 --vlan 4095", 2, "VLAN_INVALID"),
            ($"vf set {vfleet.Pf}/0 --mac 01:00:5e:00:00:01", 2, "MAC_INVALID"),
            ($"vf set {vfleet.Pf}/6 --vlan 1", 3, "VF_UNKNOWN"),
            ($"vf set {vfleet.Pf}/0 --link-state enable", 6, "UNSUPPORTED"),
            ($"vf set {vfleet.Pf}/0 --min-rate 10", 6, "UNSUPPORTED"),
            ($"vf set {vfleet.Pf}/0 --vlan 5 --vlan-protocol 802.1ad", 6, "UNSUPPORTED"),
            ($"vm attach nosuch {vfleet.Pf}", 3, "GUEST_UNKNOWN"),
        ])
        {
            var (given, answer) = await vfleet.AskAsync(arguments);

            VfleetProgram.Codes(answer).ShouldContain(code, arguments);
            given.ShouldBe(exitCode, arguments);
            var problem = answer.GetProperty("problems")[0];
            problem.GetProperty("message").GetString().ShouldNotBeNullOrWhiteSpace(arguments);
            problem.GetProperty("remedy").GetString().ShouldNotBeNullOrWhiteSpace(arguments);
            (await vfleet.ShellAsync($"ip link show {vfleet.Pf}; ls /sys/class/net/{vfleet.Pf}/device/")).Output.ShouldBe(before, arguments);
        }
    }

    [Fact]
    public async Task Two_at_once_on_one_PF_are_told_of_each_other()
    {
        var vfleet = await VfleetProgram.OnAsync(Host, Token);

        // The lock is held by somebody for certain: flock(1) is the other vfleet here.
        await vfleet.ShellAsync("mkdir -p /run/vfleet/locks");
        var result = await vfleet.ShellAsync(
            $"flock /run/vfleet/locks/{Host.Pfs[0].Address}.lock vfleet pf set {vfleet.Pf} --vfs 1 --driver none --json; echo exit $?");

        result.Output.ShouldContain("LOCKED");
        result.Lines[^1].ShouldBe("exit 5");
        (await vfleet.ReadAsync($"/sys/class/net/{vfleet.Pf}/device/sriov_numvfs")).ShouldBe("0");
    }

    [Fact]
    public async Task A_dry_run_shows_the_steps_and_does_none()
    {
        var vfleet = await VfleetProgram.OnAsync(Host, Token);

        var result = await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 7 --driver vfio --dry-run");

        result.Output.ShouldContain($"create 7 VFs on {vfleet.Pf}");
        (await vfleet.ReadAsync($"/sys/class/net/{vfleet.Pf}/device/sriov_numvfs")).ShouldBe("0");
        (await vfleet.ReadAsync($"/sys/class/net/{vfleet.Pf}/device/sriov_drivers_autoprobe")).ShouldBe("1");
    }
}
