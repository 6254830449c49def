using System.Text.Json;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Keeping;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Host.State;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeHost;

namespace Vfleet.Cli.Tests.Commands;

/// <summary><c>vfleet pf kept</c>, <c>pf forget</c> and <c>pf move</c>: the first port keeps 4 VFs, a card at 0000:05:00.0 is gone.</summary>
public sealed class KeptTests
{
    private static readonly PciAddress Gone = PciAddress.Parse("0000:05:00.0");

    [Fact]
    public async Task Everything_that_is_kept_is_a_line_for_each_PF()
    {
        var result = await Cli().RunAsync("pf kept");

        result.ShouldBe(new CliResult(
            0,
            """
            ADDRESS       PF        CARD       VFS  DRIVER   MTU  LINK  ESWITCH  SETTINGS  GIVEN  INTERRUPTED
            0000:01:00.0  enp1s0f0  8086:10c9    4  vfio          up             2 VFs         1  give enp1s0f0 6 VFs
            0000:05:00.0  enp5s0    15b3:1017    2          9000        legacy

            """,
            ""));
    }

    [Fact]
    public async Task Scripts_get_all_of_it_as_JSON()
    {
        var result = await Cli().RunAsync("pf kept --json");

        result.Code.ShouldBe(0);
        var kept = JsonDocument.Parse(result.Out).RootElement.GetProperty("kept");
        kept.GetArrayLength().ShouldBe(2);
        var first = kept[0];
        first.GetProperty("address").GetString().ShouldBe("0000:01:00.0");
        first.GetProperty("name").GetString().ShouldBe("enp1s0f0");
        first.GetProperty("card").GetString().ShouldBe("8086:10c9");
        first.GetProperty("mac").GetString().ShouldBe("a0:36:9f:00:00:01");
        (first.GetProperty("vfs").GetInt32(), first.GetProperty("driver").GetString()).ShouldBe((4, "vfio"));
        first.GetProperty("settingsOf").EnumerateArray().Select(index => index.GetInt32()).ShouldBe([1, 3]);
        first.GetProperty("given").EnumerateArray().Select(index => index.GetInt32()).ShouldBe([0]);
        first.GetProperty("interrupted").EnumerateArray().Select(what => what.GetString()).ShouldBe(["give enp1s0f0 6 VFs"]);
        kept[1].GetProperty("mtu").GetInt32().ShouldBe(9000);
    }

    [Fact]
    public async Task When_nothing_is_kept_it_says_what_would_keep_something()
    {
        var result = await new Cli().RunAsync("pf kept");

        result.ShouldBe(new CliResult(0, "nothing is kept of any PF: 'vfleet pf set' and 'vfleet apply' keep what they do\n", ""));
    }

    [Fact]
    public async Task A_file_that_cannot_be_understood_is_told_beside_the_others()
    {
        var damaged = new Problem(ProblemCode.StateDamaged, "/var/lib/vfleet/0000:07:00.0.json cannot be understood: it is empty", "look at it and mend it");
        var cli = new Cli { Kept = new ScriptedKeeping { Damaged = [damaged] } };

        var result = await cli.RunAsync("pf kept");

        result.Error.ShouldStartWith("error: /var/lib/vfleet/0000:07:00.0.json cannot be understood: it is empty\n");
        result.Error.ShouldContain("remedy: look at it and mend it");
    }

    [Theory]
    [InlineData("enp1s0f0", "0000:01:00.0")]
    [InlineData("0000:01:00.0", "0000:01:00.0")]
    [InlineData("enp5s0", "0000:05:00.0")]
    [InlineData("05:00.0", "0000:05:00.0")]
    public async Task A_PF_is_forgotten_by_address_or_the_name_that_it_had_and_stays_as_it_is(string name, string address)
    {
        var cli = Cli();

        var result = await cli.RunAsync("pf", "forget", name);

        result.ShouldBe(new CliResult(0, $"done: nothing is kept of {address} any more; it stays as it is until the next boot\n", ""));
        cli.Kept.States.Keys.ShouldNotContain(PciAddress.Parse(address));
        cli.Kept.States.Count.ShouldBe(1);
        cli.Host!.Applied.ShouldBeEmpty();
        cli.Host.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_forgotten_is_told_as_JSON_too()
    {
        var answer = JsonDocument.Parse((await Cli().RunAsync("pf forget enp1s0f0 --json")).Out).RootElement;

        answer.GetProperty("outcome").GetString().ShouldBe("done");
        answer.GetProperty("summary").GetString().ShouldBe("nothing is kept of 0000:01:00.0 any more; it stays as it is until the next boot");
    }

    [Theory]
    [InlineData("pf forget eth9", 3, "nothing is kept of a PF called eth9", "'vfleet pf kept' shows what is kept; name it by its address")]
    [InlineData("pf forget 0000:09:00.0", 3, "nothing is kept of 0000:09:00.0", "'vfleet pf kept' shows what is kept")]
    [InlineData("pf forget enp1s0f0/2", 2, "is no physical function", "name a PF by its address, for example 0000:01:00.0")]
    [InlineData("pf move 0000:09:00.0 0000:02:00.0", 3, "nothing is kept of 0000:09:00.0", "'vfleet pf kept' shows what is kept")]
    [InlineData("pf move enp5s0 eth9", 3, "nothing is kept of a PF called eth9", "name it by its address")]
    public async Task What_cannot_be_found_is_refused_with_what_to_do(string line, int code, string message, string remedy)
    {
        var cli = Cli();

        var result = await cli.RunAsync(line);

        result.Code.ShouldBe(code);
        result.Out.ShouldBeEmpty();
        result.Error.ShouldContain(message);
        result.Error.ShouldContain($"remedy: ");
        result.Error.ShouldContain(remedy);
        cli.Kept.States.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_kept_of_a_card_follows_it_to_its_new_address()
    {
        var cli = Cli();

        var result = await cli.RunAsync("pf move enp5s0 0000:02:00.0");

        result.ShouldBe(new CliResult(0, "done: what was kept of 0000:05:00.0 is kept of 0000:02:00.0 now; 'vfleet restore' makes it so\n", ""));
        cli.Kept.States.Keys.Order().ShouldBe([SampleHost.First, SampleHost.Second]);
        cli.Kept.States[SampleHost.Second].Kept.Mtu.ShouldBe(9000);
        cli.Kept.Restored.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("pf forget enp1s0f0")]
    [InlineData("pf move enp5s0 0000:02:00.0")]
    public async Task Who_may_not_change_the_host_changes_nothing_that_is_kept(string line)
    {
        var cli = new Cli { Kept = Keeping(), MayChange = false };

        var result = await cli.RunAsync(line);

        result.Code.ShouldBe(7);
        result.Error.ShouldContain("remedy: ");
        cli.Kept.States.Count.ShouldBe(2);
    }

    private static Cli Cli() => new() { Kept = Keeping() };

    private static ScriptedKeeping Keeping() => new()
    {
        States =
        {
            [SampleHost.First] = new PfState(SampleHost.First)
            {
                Kept = new KeptPf { Vfs = 4, Driver = VfDriverChoice.Vfio, Up = true }
                    .After(new HostChange.SetVf(Vf(1), new VfSettings { Trust = true }), 1)
                    .After(new HostChange.SetVf(Vf(3), new VfSettings { Trust = true }), 3),
                Card = new CardIdentity(0x8086, 0x10c9, MacAddress.Parse("a0:36:9f:00:00:01"), "enp1s0f0"),
                Vfs = System.Collections.Immutable.ImmutableSortedDictionary<int, VfRecord>.Empty.Add(0, SampleHost.TwoPorts().Pfs[0].Vfs[0].Record!),
                Unfinished = new UnfinishedChange("give enp1s0f0 6 VFs", DateTimeOffset.UnixEpoch, "boot-1"),
            },
            [Gone] = new PfState(Gone) { Kept = new KeptPf { Vfs = 2, Mtu = 9000, EswitchMode = "legacy" }, Card = new CardIdentity(0x15b3, 0x1017, null, "enp5s0") },
        },
    };

    private static FunctionSelector.ByIndex Vf(int index) => new FunctionSelector.ByIndex(new FunctionSelector.ByAddress(SampleHost.First), index);
}
