using System.Text.Json;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeHost;

namespace Vfleet.Cli.Tests.Commands;

public sealed class ChangeTests
{
    private static readonly FunctionSelector FirstPf = new FunctionSelector.ByNetdev("enp1s0f0");

    [Fact]
    public async Task The_count_of_a_PF_in_use_is_refused_with_every_reason()
    {
        var cli = new Cli();

        var result = await cli.RunAsync("pf set enp1s0f0 --vfs 7");

        result.Code.ShouldBe(4);
        result.Out.ShouldBeEmpty();
        result.Error.ShouldBe("""
            error: enp1s0f0/0 is not free: guest web1 has it
              code VF_NOT_FREE
              remedy: vfleet vm detach web1 --device ua-vfleet-525400000001
            error: enp1s0f0/1 is not free: enp1s0f0v1 has the address 10.0.0.5/24
              code VF_NOT_FREE
              remedy: ip address del 10.0.0.5/24 dev enp1s0f0v1

            """);
        cli.Host!.Applied.ShouldBeEmpty();
        cli.Host.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task The_options_of_pf_set_arrive_as_typed()
    {
        var cli = new Cli();

        var result = await cli.RunAsync("pf set enp2s0f0 --vfs 3 --driver vfio --down --mtu 9000 --force");

        result.Code.ShouldBe(0);
        result.Out.ShouldStartWith("done: change enp2s0f0 from 0 to 3 VFs (1.5 s)\n");
        cli.Host!.Applied.ShouldBe(
        [
            new HostChange.SetPf(new FunctionSelector.ByNetdev("enp2s0f0")) { Vfs = 3, Driver = VfDriverChoice.Vfio, Up = false, Mtu = 9000, Force = true },
        ]);
        cli.Choice!.Caller.ShouldBe("vfleet pf set enp2s0f0 --vfs 3 --driver vfio --down --mtu 9000 --force");
    }

    [Fact]
    public async Task The_PF_of_the_default_route_needs_force()
    {
        var result = await new Cli().RunAsync("pf set enp2s0f0 --vfs 3");

        result.Code.ShouldBe(4);
        result.Error.ShouldContain("code PF_CARRIES_MANAGEMENT");
    }

    [Fact]
    public async Task Nothing_to_do_is_success()
    {
        var cli = new Cli();

        var result = await cli.RunAsync("pf set enp1s0f0 --vfs 4");

        result.ShouldBe(new CliResult(0, "nothing to do: enp1s0f0 has 4 VFs and is as asked already\n", ""));
        cli.Host!.Applied.ShouldBeEmpty();
    }

    [Fact]
    public async Task All_settings_of_vf_set_arrive_as_typed()
    {
        var cli = new Cli { Observed = SampleHost.TwoPorts().With(SampleHost.First, pf => pf with { Facts = Domain.Observed.DriverFacts.Unknown }) };

        var result = await cli.RunAsync(
            "vf set enp1s0f0/3 --mac 52:54:00:12:34:56 --vlan 100 --qos 3 --vlan-protocol 802.1ad --spoof-check on --trust off --min-rate 10 "
            + "--max-rate 500 --link-state disable --rss-query on --node-guid 00:11:22:33:44:55:66:77 --port-guid 0x8899aabbccddeeff");

        result.Error.ShouldBeEmpty();
        cli.Host!.Applied.ShouldBe(
        [
            new HostChange.SetVf(new FunctionSelector.ByIndex(FirstPf, 3), new VfSettings
            {
                Mac = MacAddress.Parse("52:54:00:12:34:56"),
                Vlan = new VlanTag(100, 3, VlanProtocol.Dot1Ad),
                SpoofCheck = true,
                Trust = false,
                MinRate = 10,
                MaxRate = 500,
                LinkState = VfLinkState.Disable,
                RssQuery = true,
                NodeGuid = 0x0011223344556677,
                PortGuid = 0x8899aabbccddeeff,
            }),
        ]);
    }

    [Fact]
    public async Task Everything_wrong_with_a_command_line_is_told_at_once()
    {
        var cli = new Cli();

        var result = await cli.RunAsync(
            "vf set enp1s0f0/9 --mac zz --vlan 4095 --qos 9 --trust maybe --max-rate -5 --min-rate 99999999999 --node-guid 12 --link-state up");

        result.Code.ShouldBe(2);
        Codes(result).ShouldBe(
            [
                "MAC_INVALID", "MALFORMED", "OUT_OF_RANGE", "OUT_OF_RANGE", "MALFORMED", "MALFORMED", "VLAN_INVALID", "OUT_OF_RANGE", "VF_UNKNOWN",
            ],
            ignoreOrder: true);
        result.Error.ShouldContain("VLAN 4095 is reserved by IEEE 802.1Q");
        cli.Host!.Applied.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--vlan 4095", "VLAN_INVALID")]
    [InlineData("--vlan 70000", "VLAN_INVALID")]
    [InlineData("--vlan -1", "VLAN_INVALID")]
    [InlineData("--vlan 99999999999999999999", "OUT_OF_RANGE")]
    [InlineData("--vlan abc", "MALFORMED")]
    [InlineData("--vlan 0x10", "MALFORMED")]
    [InlineData("--qos 3", "OPTIONS_CONFLICT")]
    [InlineData("--vlan 10 --qos 8", "OUT_OF_RANGE")]
    [InlineData("--vlan 10 --qos 256", "OUT_OF_RANGE")]
    [InlineData("--vlan 10 --vlan-protocol 802.1x", "MALFORMED")]
    [InlineData("--mac 01:00:5e:00:00:01", "MAC_INVALID")]
    [InlineData("--mac 52:54:00:00:00:01", "MAC_DUPLICATE")]
    [InlineData("--mac 525400123456", "MAC_INVALID")]
    [InlineData("--max-rate 1600001", "OUT_OF_RANGE")]
    [InlineData("--max-rate 10 --min-rate 20", "OUT_OF_RANGE")]
    [InlineData("--max-rate 1.5", "MALFORMED")]
    [InlineData("--trust yes", "MALFORMED")]
    [InlineData("--link-state enable", "UNSUPPORTED")]
    [InlineData("--port-guid 00:11:22:33:44:55:66:7g", "MALFORMED")]
    [InlineData("", "OPTIONS_CONFLICT")]
    public async Task A_bad_setting_is_a_named_error_with_a_remedy(string options, string code)
    {
        var cli = new Cli();

        var result = await cli.RunAsync($"vf set enp1s0f0/3 {options}");

        Codes(result).ShouldContain(each => each == code);
        Codes(result).Length.ShouldBe(result.Error.Split("  remedy: ").Length - 1);
        result.Code.ShouldBeInRange(2, 6);
        cli.Host!.Applied.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("pf set enp1s0f0 --vfs -1", "OUT_OF_RANGE")]
    [InlineData("pf set enp1s0f0 --vfs 8", "COUNT_TOO_LARGE")]
    [InlineData("pf set enp1s0f0 --vfs many", "MALFORMED")]
    [InlineData("pf set enp1s0f0 --driver foo", "MALFORMED")]
    [InlineData("pf set enp1s0f0 --up --down", "OPTIONS_CONFLICT")]
    [InlineData("pf set enp1s0f0 --eswitch fast", "MALFORMED")]
    [InlineData("pf set enp1s0f0 --eswitch switchdev", "UNSUPPORTED")]
    [InlineData("pf set enp1s0f0", "OPTIONS_CONFLICT")]
    [InlineData("pf set enp1s0f0/0 --vfs 1", "VF_NOT_PF")]
    [InlineData("pf set nosuch --vfs 1", "PF_UNKNOWN")]
    [InlineData("vf reset enp1s0f0/0", "VF_NOT_FREE")]
    [InlineData("vf bind enp1s0f0/0 host", "VF_NOT_FREE")]
    [InlineData("vf bind enp1s0f0/2 ../x", "MALFORMED")]
    [InlineData("vm attach nosuch enp1s0f0", "GUEST_UNKNOWN")]
    [InlineData("vm attach web1 enp1s0f0/0", "VF_NOT_FREE")]
    [InlineData("vm attach web1 enp2s0f0", "NO_FREE_VF")]
    [InlineData("vm attach db1 enp1s0f0 --live", "GUEST_STATE")]
    [InlineData("vm attach web1 enp1s0f0 --alias net1", "MALFORMED")]
    [InlineData("vm attach web1 enp1s0f0 --mac 00:00:00:00:00:00", "MAC_INVALID")]
    [InlineData("vm detach web1", "OPTIONS_CONFLICT")]
    [InlineData("vm detach web1 ua-a --device ua-b", "OPTIONS_CONFLICT")]
    [InlineData("vm detach web1 ua-nosuch", "DEVICE_UNKNOWN")]
    [InlineData("vm detach web1 enp1s0f0/0 --timeout 0", "OUT_OF_RANGE")]
    [InlineData("vm detach web1 enp1s0f0/0 --timeout 3601", "OUT_OF_RANGE")]
    public async Task What_cannot_be_done_is_a_named_error_and_nothing_is_touched(string commandLine, string code)
    {
        var cli = new Cli();

        var result = await cli.RunAsync(commandLine);

        Codes(result).ShouldContain(each => each == code);
        result.Code.ShouldBeInRange(2, 6);
        result.Out.ShouldBeEmpty();
        cli.Host?.Applied.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("pf set enp1s0f0 --down")]
    [InlineData("vf set enp1s0f0/3 --vlan 5")]
    [InlineData("vf reset enp1s0f0/3")]
    [InlineData("vf bind enp1s0f0/3 vfio")]
    [InlineData("vm attach web1 enp1s0f0")]
    [InlineData("vm detach web1 enp1s0f0/0")]
    public async Task A_dry_run_prints_the_plan_and_touches_nothing(string commandLine)
    {
        var (text, json) = (new Cli(), new Cli());

        var asText = await text.RunAsync(commandLine + " --dry-run");
        var asJson = await json.RunAsync(commandLine + " --dry-run --json");

        (asText.Code, asJson.Code).ShouldBe((0, 0));
        asText.Out.ShouldStartWith("plan: ");
        asText.Out.ShouldEndWith("nothing was changed (--dry-run)\n");
        using var document = JsonDocument.Parse(asJson.Out);
        document.RootElement.GetProperty("outcome").GetString().ShouldBe("planned");
        var steps = document.RootElement.GetProperty("plan").GetProperty("steps").EnumerateArray().ToList();
        steps.ShouldNotBeEmpty();
        foreach (var step in steps)
        {
            asText.Out.ShouldContain($"  {step.GetProperty("number").GetInt32()}. {step.GetProperty("description").GetString()}\n");
            step.GetProperty("kind").GetString().ShouldNotBe("other");
        }

        text.Host!.Applied.ShouldBeEmpty();
        json.Host!.Applied.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_plan_tells_the_guests_it_disturbs_and_how_long_it_takes()
    {
        var result = await new Cli().RunAsync("vm detach web1 enp1s0f0/0 --timeout 30 --dry-run");

        result.Out.ShouldBe("""
            plan: take enp1s0f0/0 back from guest web1
              1. note that enp1s0f0/0 is being taken back from guest web1
              2. ask guest web1 to let go of ua-vfleet-525400000001, wait at most 30 s; take it out of its configuration
              3. write to enp1s0f0/0 and read back: mac 00:00:00:00:00:00, vlan none, min-rate none, max-rate unlimited, spoof-check on, trust off, link-state auto, rss-query off
              4. unbind enp1s0f0/0 from vfio-pci
              5. forget the saved state of enp1s0f0/0: it is free
            disturbs: web1
            reboot: not needed
            takes about 6.0 s
            nothing was changed (--dry-run)

            """);
    }

    [Fact]
    public async Task A_plan_wraps_on_a_terminal()
    {
        var result = await new Cli { Width = 80, Environment = { ["NO_COLOR"] = "1" } }.RunAsync("vm attach web1 enp1s0f0/2 --mac 52:54:00:00:00:77 --dry-run");

        result.Lines.ShouldAllBe(line => line.Length <= 80);
        result.Lines[2].ShouldStartWith("     ");
    }

    [Theory]
    [InlineData("vm attach web1 enp1s0f0 --live", true, null)]
    [InlineData("vm attach web1 enp1s0f0 --persistent", null, true)]
    [InlineData("vm attach web1 enp1s0f0 --live --persistent", true, true)]
    [InlineData("vm attach web1 enp1s0f0", null, null)]
    public async Task Attach_says_where_only_when_told(string commandLine, bool? live, bool? config)
    {
        var cli = new Cli();

        (await cli.RunAsync(commandLine)).Code.ShouldBe(0);

        var attach = cli.Host!.Applied.ShouldHaveSingleItem().ShouldBeOfType<HostChange.AttachVf>();
        (attach.Live, attach.Config, attach.Guest, attach.Function).ShouldBe((live, config, "web1", FirstPf));
    }

    [Theory]
    [InlineData("vm detach web1 ua-vfleet-525400000001")]
    [InlineData("vm detach web1 --device ua-vfleet-525400000001")]
    [InlineData("vm detach web1 --device ua-vfleet-525400000001 ua-vfleet-525400000001")]
    [InlineData("vm detach web1 52:54:00:00:00:01")]
    [InlineData("vm detach web1 enp1s0f0/0")]
    [InlineData("vm detach web1 0000:01:10.0")]
    [InlineData("vm detach 6c7d1f8e-0b5c-4a6e-9d3e-2f1a5b7c9d01 enp1s0f0/0")]
    public async Task A_device_to_detach_has_several_names(string commandLine)
    {
        var cli = new Cli();

        var result = await cli.RunAsync(commandLine);

        result.Out.ShouldStartWith("done: take enp1s0f0/0 back from guest web1 (1.5 s)\n");
        cli.Host!.Applied.ShouldHaveSingleItem().ShouldBeOfType<HostChange.DetachVf>().Deadline.ShouldBe(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Success_as_JSON_has_the_plan_and_the_time()
    {
        var result = await new Cli().RunAsync("vm attach web1 enp1s0f0 --vlan 100 --json");

        using var json = JsonDocument.Parse(result.Out);
        json.RootElement.GetProperty("outcome").GetString().ShouldBe("done");
        json.RootElement.GetProperty("elapsedSeconds").GetDouble().ShouldBe(1.53);
        json.RootElement.GetProperty("notes")[0].GetString().ShouldNotBeNull().ShouldContain("derived from the guest's UUID");
        result.Out.ShouldContain("guest's");
        result.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failure_says_what_failed_why_and_what_was_undone()
    {
        var cli = new Cli { Execute = ScriptedHost.FailsAt(2, Refusal(), ["set enp1s0f0/2 as it was", "forget enp1s0f0/2"]) };

        var result = await cli.RunAsync("vm attach web1 enp1s0f0/2 --mac 52:54:00:00:00:77 --vlan 100");

        result.Code.ShouldBe(8);
        result.Out.ShouldBeEmpty();
        result.Error.ShouldBe("""
            error: the kernel refused VLAN 100 on enp1s0f0/2: Invalid argument
              code KERNEL_REFUSED
              remedy: look at dmesg
            failed at step 2 of 5: write to enp1s0f0/2 and read back: mac 52:54:00:00:00:77, vlan 100
            undone: set enp1s0f0/2 as it was
            undone: forget enp1s0f0/2
            everything is as it was

            """);
    }

    [Fact]
    public async Task What_could_not_be_undone_has_its_own_exit_code_and_remedy()
    {
        var left = new Problem(ProblemCode.KernelRefused, "enp1s0f0/2 could not be bound to igbvf", "vfleet vf bind enp1s0f0/2 host");
        var cli = new Cli { Execute = ScriptedHost.FailsAt(2, Refusal(), [], left) };

        var result = await cli.RunAsync("vm attach web1 enp1s0f0/2");

        result.Code.ShouldBe(12);
        result.Error.ShouldEndWith("""
            not everything could be undone; this is left:
            error: enp1s0f0/2 could not be bound to igbvf
              code KERNEL_REFUSED
              remedy: vfleet vf bind enp1s0f0/2 host

            """);
    }

    [Fact]
    public async Task A_failure_as_JSON_has_the_step_and_what_was_undone()
    {
        var left = new Problem(ProblemCode.KernelRefused, "enp1s0f0/2 could not be bound to igbvf", "vfleet vf bind enp1s0f0/2 host");
        var cli = new Cli { Execute = ScriptedHost.FailsAt(2, Refusal(), ["set enp1s0f0 down"], left) };

        var result = await cli.RunAsync("vm attach web1 enp1s0f0/2 --json");

        result.Error.ShouldBeEmpty();
        using var json = JsonDocument.Parse(result.Out);
        json.RootElement.GetProperty("outcome").GetString().ShouldBe("failed");
        json.RootElement.GetProperty("failedStep").GetInt32().ShouldBe(2);
        json.RootElement.GetProperty("undone")[0].GetString().ShouldBe("set enp1s0f0 down");
        json.RootElement.GetProperty("left")[0].GetProperty("code").GetString().ShouldBe("KERNEL_REFUSED");
        json.RootElement.GetProperty("problems")[0].GetProperty("remedy").GetString().ShouldBe("look at dmesg");
    }

    [Fact]
    public async Task A_recorded_host_can_be_planned_on_but_not_changed()
    {
        var root = Directory.CreateTempSubdirectory();
        try
        {
            var (change, plan) = (new Cli { MayChange = false }, new Cli { MayChange = false });

            var changed = await change.RunAsync("vf", "set", "enp1s0f0/3", "--vlan", "5", "--root", root.FullName);
            var planned = await plan.RunAsync("vf", "set", "enp1s0f0/3", "--vlan", "5", "--root", root.FullName, "--dry-run");

            changed.Code.ShouldBe(2);
            string.Join(' ', Codes(changed)).ShouldBe("RECORDED_HOST");
            change.Host!.Applied.ShouldBeEmpty();
            planned.Code.ShouldBe(0);
            plan.Choice!.Root.ShouldBe(root.FullName);
        }
        finally
        {
            root.Delete();
        }
    }

    [Fact]
    public async Task Without_root_a_change_is_refused_with_the_command_to_type()
    {
        var cli = new Cli { MayChange = false };

        var result = await cli.RunAsync("vf set enp1s0f0/3 --vlan 5");

        result.ShouldBe(new CliResult(
            7, "", "error: changing a host takes root\n  code NO_PERMISSION\n  remedy: run it as root: sudo vfleet vf set enp1s0f0/3 --vlan 5\n"));
        cli.Host!.Applied.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_no_recorded_host()
    {
        var result = await new Cli().RunAsync("pf list --root /nonexistent/tree");

        result.Code.ShouldBe(2);
        result.Error.ShouldContain("--root: there is no folder '/nonexistent/tree'");
    }

    private static Problem Refusal() => new(ProblemCode.KernelRefused, "the kernel refused VLAN 100 on enp1s0f0/2: Invalid argument", "look at dmesg");

    private static string[] Codes(CliResult result) =>
        [.. result.Error.Split('\n').Where(line => line.StartsWith("  code ", StringComparison.Ordinal)).Select(line => line["  code ".Length..])];
}
