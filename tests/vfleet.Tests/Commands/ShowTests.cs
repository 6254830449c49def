using System.Text.Json;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.TestKit.FakeHost;

namespace Vfleet.Cli.Tests.Commands;

public sealed class ShowTests
{
    [Fact]
    public async Task A_PF_is_shown_with_its_limits_and_its_VFs()
    {
        var result = await new Cli().RunAsync("pf show enp1s0f0");

        result.Code.ShouldBe(0);
        result.Out.ShouldBe("""
            enp1s0f0
              address       0000:01:00.0
              card          Intel Corporation 82576 Gigabit Network Connection [8086:10c9]
              driver        igb
              VFs           4 of 7 enabled: 2 used, 2 free
              new VFs get   the host's driver (autoprobe on)
              netdev        enp1s0f0: up 1G, MTU 1500, 52:54:00:ab:00:01
              NUMA node     0
              IOMMU group   14
              VF addresses  offset 128, stride 2
              limits        no VF link state, no guaranteed rate, rate limit only with carrier

            VF          ADDRESS       DRIVER    MAC                VLAN  OPTIONS          STATE
            enp1s0f0/0  0000:01:10.0  vfio-pci  52:54:00:00:00:01   100  trust, max 500M  guest web1
            enp1s0f0/1  0000:01:10.2  igbvf     02:00:00:00:00:11                         enp1s0f0v1 has the address 10.0.0.5/24
            enp1s0f0/2  0000:01:10.4  vfio-pci                                            free
            enp1s0f0/3  0000:01:10.6  none                               spoof off        free

            """);
    }

    [Fact]
    public async Task A_PF_that_the_host_needs_says_so()
    {
        var result = await new Cli().RunAsync("pf show 0000:02:00.0");

        result.Out.ShouldContain("carries       the default route through enp2s0f0, gateway 192.168.1.1");
    }

    [Fact]
    public async Task What_keeps_a_PFs_VFs_from_passing_traffic_stands_below_it()
    {
        var observed = SampleHost.TwoPorts().With(SampleHost.First, pf => pf with { Netdevs = [pf.Netdevs[0] with { IsUp = false, HasCarrier = null }] });

        var result = await new Cli { Observed = observed }.RunAsync("pf show enp1s0f0");

        var warnings = Array.IndexOf(result.Lines, "Warnings");
        warnings.ShouldBeGreaterThan(0);
        result.Lines[warnings + 1].ShouldStartWith("  NET01  ");
        result.Lines[warnings + 2].ShouldStartWith("    enp1s0f0  ");
        result.Lines[warnings + 3].ShouldContain("remedy: vfleet pf set enp1s0f0 --up");
        result.Code.ShouldBe(0);
        (await new Cli { Observed = observed }.RunAsync("pf show enp2s0f0")).Out.ShouldNotContain("Warnings");

        using var json = JsonDocument.Parse((await new Cli { Observed = observed }.RunAsync("pf show enp1s0f0 --json")).Out);
        json.RootElement.GetProperty("warnings")[0].GetProperty("id").GetString().ShouldBe("NET01");
    }

    [Fact]
    public async Task A_kernel_that_reports_too_few_VFs_is_noticed()
    {
        var observed = SampleHost.TwoPorts().With(SampleHost.First, pf => pf with { VfListCutAt = 2 });

        var result = await new Cli { Observed = observed }.RunAsync("pf show enp1s0f0");

        result.Out.ShouldContain("settings of the VFs from 2 on are missing in the kernel's answer");
    }

    [Fact]
    public async Task A_held_VF_says_why_and_what_would_end_it()
    {
        var result = await new Cli().RunAsync("vf show enp1s0f0/0");

        result.Code.ShouldBe(0);
        result.Lines.Take(3).ShouldBe(
        [
            "enp1s0f0/0",
            "  not free         guest web1",
            "                     to end it: vfleet vm detach web1 --device ua-vfleet-525400000001",
        ]);
        result.Out.ShouldContain("max-rate         500 Mbit/s");
        result.Out.ShouldContain("guest            web1: ua-vfleet-525400000001, live and persistent");
        result.Out.ShouldContain("returns to       mac 00:00:00:00:00:00, vlan none");
        result.Out.ShouldContain("driver none (saved 2026-01-02 03:04:05 UTC)");
    }

    [Theory]
    [InlineData("enp1s0f0/2")]
    [InlineData("0000:01:00.0/2")]
    [InlineData("0000:01:10.4")]
    [InlineData("01:10.4")]
    public async Task A_VF_has_several_names(string name)
    {
        var result = await new Cli().RunAsync("vf", "show", name);

        result.Lines.Take(2).ShouldBe(["enp1s0f0/2", "  state            free"]);
    }

    [Fact]
    public async Task JSON_of_a_VF_has_its_holds_settings_and_record()
    {
        var result = await new Cli().RunAsync("vf show enp1s0f0/0 --json");

        using var json = JsonDocument.Parse(result.Out);
        var vf = json.RootElement.GetProperty("vf");
        vf.GetProperty("free").GetBoolean().ShouldBeFalse();
        vf.GetProperty("holds")[0].GetProperty("kind").GetString().ShouldBe("guest");
        vf.GetProperty("settings").GetProperty("mac").GetString().ShouldBe("52:54:00:00:00:01");
        vf.GetProperty("settings").GetProperty("vlan").GetProperty("id").GetInt32().ShouldBe(100);
        vf.GetProperty("settings").GetProperty("nodeGuid").ValueKind.ShouldBe(JsonValueKind.Null);
        vf.GetProperty("record").GetProperty("phase").GetString().ShouldBe("attached");
        vf.GetProperty("record").GetProperty("since").GetString().ShouldBe("2026-01-02T03:04:05+00:00");
        vf.GetProperty("holders")[0].GetProperty("pid").GetInt32().ShouldBe(4321);
    }

    [Fact]
    public async Task JSON_of_a_PF_has_its_VFs()
    {
        var result = await new Cli().RunAsync("pf show enp1s0f0 --json");

        using var json = JsonDocument.Parse(result.Out);
        json.RootElement.GetProperty("pf").GetProperty("name").GetString().ShouldBe("enp1s0f0");
        json.RootElement.GetProperty("vfs").EnumerateArray().Select(vf => vf.GetProperty("name").GetString())
            .ShouldBe(["enp1s0f0/0", "enp1s0f0/1", "enp1s0f0/2", "enp1s0f0/3"]);
    }

    [Theory]
    [InlineData("pf show nosuch", 3, "PF_UNKNOWN")]
    [InlineData("pf show enp1s0f0/0", 2, "VF_NOT_PF")]
    [InlineData("vf show enp1s0f0", 3, "VF_UNKNOWN")]
    [InlineData("vf show enp1s0f0/9", 3, "VF_UNKNOWN")]
    [InlineData("vf show enp1s0f0/x", 2, "MALFORMED")]
    [InlineData("pf show a:b", 2, "MALFORMED")]
    public async Task An_unknown_function_is_a_named_error(string commandLine, int code, string problem)
    {
        var result = await new Cli().RunAsync(commandLine);

        result.Code.ShouldBe(code);
        result.Out.ShouldBeEmpty();
        result.Error.ShouldContain($"  code {problem}\n  remedy: ");
    }

    [Fact]
    public async Task An_error_under_JSON_is_on_standard_output_alone()
    {
        var result = await new Cli().RunAsync("pf show nosuch --json");

        result.Code.ShouldBe(3);
        result.Error.ShouldBeEmpty();
        using var json = JsonDocument.Parse(result.Out);
        var problem = json.RootElement.GetProperty("problems").EnumerateArray().ShouldHaveSingleItem();
        problem.GetProperty("code").GetString().ShouldBe("PF_UNKNOWN");
        problem.GetProperty("message").GetString().ShouldBe("no SR-IOV physical function is called nosuch");
        problem.GetProperty("path").GetString().ShouldBe("nosuch");
        problem.GetProperty("remedy").GetString()!.ShouldContain("'vfleet pf list'");
    }

    [Fact]
    public async Task A_VF_is_shown_with_what_went_through_it()
    {
        var counted = new ObservedCounters(new VfId(SampleHost.First, 0)) { RxBytes = ulong.MaxValue, RxPackets = 3, Broadcast = 1, Multicast = 2, RxDropped = 4, TxBytes = 5, TxPackets = 6 };

        var result = await new Cli { Counters = [counted] }.RunAsync("vf show enp1s0f0/0");

        result.Out.ShouldContain("received         18446744073709551615 bytes in 3 packets (1 broadcast, 2 multicast), 4 dropped\n");
        result.Out.ShouldContain("sent             5 bytes in 6 packets, 0 dropped\n");
        using var json = JsonDocument.Parse((await new Cli { Counters = [counted] }.RunAsync("vf show enp1s0f0/0 --json")).Out);
        json.RootElement.GetProperty("vf").GetProperty("counters").GetProperty("rxBytes").GetUInt64().ShouldBe(ulong.MaxValue);
        (await new Cli { Counters = [counted] }.RunAsync("vf show enp1s0f0/1")).Out.ShouldNotContain("received");
    }
}
