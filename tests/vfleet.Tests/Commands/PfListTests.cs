using System.Text.Json;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Host;
using Vfleet.TestKit.FakeHost;

namespace Vfleet.Cli.Tests.Commands;

public sealed class PfListTests
{
    [Fact]
    public async Task Every_PF_is_a_line_with_its_numbers_link_and_notes()
    {
        var result = await new Cli().RunAsync("pf list");

        result.Code.ShouldBe(0);
        result.Error.ShouldBeEmpty();
        result.Out.ShouldBe("""
            PF        ADDRESS       MODEL                             DRIVER  VFS  USED  FREE  MAX  LINK   NUMA  NOTES
            enp1s0f0  0000:01:00.0  82576 Gigabit Network Connection  igb       4     2     2    7  up 1G     0
            enp2s0f0  0000:02:00.0  82576 Gigabit Network Connection  igb       0     0     0    7  up 1G     0  default route

            """);
    }

    [Theory]
    [InlineData(80, "PF        ADDRESS       DRIVER  VFS  USED  FREE  MAX  LINK   NUMA  NOTES")]
    [InlineData(100, "PF        ADDRESS       MODEL               DRIVER  VFS  USED  FREE  MAX  LINK   NUMA  NOTES")]
    public async Task A_narrow_terminal_loses_the_least_important_columns_first(int width, string header)
    {
        var result = await new Cli { Width = width, Environment = { ["NO_COLOR"] = "1" } }.RunAsync("pf list");

        result.Lines[0].ShouldBe(header);
        result.Lines.ShouldAllBe(line => line.Length <= width);
        result.Out.ShouldContain("0000:02:00.0");
    }

    [Fact]
    public async Task It_is_fast_because_it_asks_neither_libvirt_nor_for_settings()
    {
        var cli = new Cli();

        await cli.RunAsync("pf list");

        var scope = cli.Host!.Scopes.ShouldHaveSingleItem();
        scope.HasFlag(ObserveScope.Guests).ShouldBeFalse();
        scope.HasFlag(ObserveScope.VfSettings).ShouldBeFalse();
        scope.HasFlag(ObserveScope.Details).ShouldBeFalse();
    }

    [Fact]
    public async Task A_host_without_SR_IOV_is_told_what_to_look_for()
    {
        var result = await new Cli { Observed = SampleHost.Bare() }.RunAsync("pf list");

        result.Code.ShouldBe(0);
        result.Out.ShouldStartWith("no SR-IOV functions: ");
    }

    [Fact]
    public async Task A_PF_without_driver_and_netdev_is_still_a_line()
    {
        var observed = SampleHost.TwoPorts().With(SampleHost.Second, pf => pf with { Driver = null, Netdevs = [], Model = null, NumaNode = null });

        var result = await new Cli { Observed = observed }.RunAsync("pf list");

        result.Lines[2].ShouldBe("0000:02:00.0  0000:02:00.0  8086:10c9                         none      0     0     0    7  no netdev        default route");
    }

    [Fact]
    public async Task JSON_has_addresses_as_text_and_unknown_as_null()
    {
        var result = await new Cli().RunAsync("pf list --json");

        using var json = JsonDocument.Parse(result.Out);
        var pf = json.RootElement.GetProperty("pfs")[0];
        pf.GetProperty("address").GetString().ShouldBe("0000:01:00.0");
        pf.GetProperty("vendorId").GetString().ShouldBe("8086");
        pf.GetProperty("vfs").GetRawText().ShouldBe("""
            {
                    "enabled": 4,
                    "used": 2,
                    "free": 2,
                    "total": 7
                  }
            """);
        pf.GetProperty("link").GetProperty("speedMbit").GetInt32().ShouldBe(1000);
        pf.GetProperty("eswitchMode").ValueKind.ShouldBe(JsonValueKind.Null);
        json.RootElement.GetProperty("pfs")[1].GetProperty("managementUses")[0].GetProperty("kind").GetString().ShouldBe("defaultRoute");
        json.RootElement.GetProperty("problems").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_could_not_be_read_is_a_note_and_the_rest_is_shown()
    {
        var observed = SampleHost.TwoPorts() with
        {
            Problems = [new Problem(ProblemCode.StateDamaged, "0000:01:00.0.json cannot be understood", "move it away", "state")],
        };

        var result = await new Cli { Observed = observed }.RunAsync("pf list");

        result.Code.ShouldBe(0);
        result.Lines.Length.ShouldBe(3);
        result.Error.ShouldBe("""
            note: 0000:01:00.0.json cannot be understood
              code STATE_DAMAGED
              remedy: move it away

            """);
    }

    [Fact]
    public async Task Without_root_it_says_that_holders_are_invisible()
    {
        var result = await new Cli { MayChange = false }.RunAsync("pf list");

        result.Code.ShouldBe(0);
        result.Error.ShouldStartWith("note: not root: processes that hold a VF cannot be seen");
        result.Error.ShouldContain("sudo vfleet pf list");
    }

    [Fact]
    public async Task Colours_are_for_terminals_only()
    {
        (await new Cli().RunAsync("pf list")).Out.ShouldNotContain('\u001b');
        (await new Cli { Width = 120 }.RunAsync("pf list")).Out.ShouldContain("\u001b[32m2\u001b[0m");
        (await new Cli { Width = 120, Environment = { ["NO_COLOR"] = "1" } }.RunAsync("pf list")).Out.ShouldNotContain('\u001b');
        (await new Cli { Width = 120, Environment = { ["TERM"] = "dumb" } }.RunAsync("pf list")).Out.ShouldNotContain('\u001b');
        (await new Cli { Width = 120 }.RunAsync("pf list --color never")).Out.ShouldNotContain('\u001b');
        (await new Cli().RunAsync("pf list --color always")).Out.ShouldContain('\u001b');
    }

    [Fact]
    public async Task Links_are_told_apart()
    {
        static ObservedNetdev Down(ObservedNetdev netdev) => netdev with { IsUp = false, HasCarrier = null, Speed = null };
        static ObservedNetdev Dark(ObservedNetdev netdev) => netdev with { HasCarrier = false, Speed = null };
        var observed = SampleHost.TwoPorts()
            .With(SampleHost.First, pf => pf with { Netdevs = [Down(pf.Netdevs[0])] })
            .With(SampleHost.Second, pf => pf with { Netdevs = [Dark(pf.Netdevs[0])] });

        var result = await new Cli { Observed = observed }.RunAsync("pf list");

        result.Lines[1].ShouldContain("  down  ");
        result.Lines[2].ShouldContain("  no carrier  ");
    }
}
