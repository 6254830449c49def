using System.Text.Json;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Host.Forwarding;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeHost;

namespace Vfleet.Cli.Tests.Commands;

/// <summary><c>vfleet pf fdb</c> on the sample host with its first PF in bridge br0, where guest db1 runs; web1 has enp1s0f0/0.</summary>
public sealed class FdbTests : IDisposable
{
    private const string Db1 = "52:54:00:aa:00:02";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vfleet-fdb-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Every_PF_is_a_line_with_its_numbers()
    {
        var cli = Bridged(entries => entries.Set(SampleHost.First, ["02:00:00:00:0b:01", "52:54:00:ff:00:01"], "02:00:00:00:0b:01"));

        var result = await cli.RunAsync("pf fdb");

        result.ShouldBe(new CliResult(
            0,
            """
            PF        BRIDGE  WANTED  PRESENT  MISSING  FOREIGN  USE  LIMIT  NOTES
            enp1s0f0  br0          2        1        1        1    7     24
            enp2s0f0               0        0        0        0    1     24  it is in no bridge

            """,
            ""));
    }

    [Fact]
    public async Task One_PF_shows_every_address_with_its_owner_and_state()
    {
        var cli = Bridged(entries => entries.Set(
            SampleHost.First, ["02:00:00:00:0b:01", "52:54:00:ff:00:01", "52:54:00:ff:00:02"], "02:00:00:00:0b:01", "52:54:00:ff:00:02"));

        var result = await cli.RunAsync("pf fdb enp1s0f0");

        result.ShouldBe(new CliResult(
            0,
            """
            enp1s0f0
              address    0000:01:00.0
              bridge     br0
              addresses  8 in use (the PF, 4 VFs, 3 entries), limit 24

            MAC                OF          STATE
            02:00:00:00:0b:01  bridge br0  present
            52:54:00:aa:00:02  guest db1   missing
            52:54:00:ff:00:01              added by others
            52:54:00:ff:00:02              no longer needed

            """,
            ""));
    }

    [Fact]
    public async Task A_PF_that_forwards_nothing_says_why()
    {
        var result = await Bridged().RunAsync("pf fdb enp2s0f0");

        result.Out.ShouldContain("\n  forwarded  nothing: it is in no bridge\n");
        result.Code.ShouldBe(0);
    }

    [Fact]
    public async Task Sync_adds_what_is_missing_and_removes_what_nobody_needs()
    {
        var cli = Bridged(entries => entries.Set(SampleHost.First, ["52:54:00:ff:00:02"], "52:54:00:ff:00:02"));

        var result = await cli.RunAsync("pf fdb enp1s0f0 --sync");

        result.ShouldBe(new CliResult(0, "done: enp1s0f0: 2 entries were added, 1 entry was removed\n", ""));
        cli.Host!.Entries.Executed.ShouldBe(["sync 0000:01:00.0"]);
    }

    [Fact]
    public async Task A_dry_run_shows_each_entry_and_touches_nothing()
    {
        var cli = Bridged(entries => entries.Set(SampleHost.First, ["52:54:00:ff:00:02"], "52:54:00:ff:00:02"));

        var result = await cli.RunAsync("pf fdb 0000:01:00.0 --sync --dry-run");

        result.ShouldBe(new CliResult(
            0,
            """
            enp1s0f0: 2 entries would be added, 1 entry would be removed
              1. remove 52:54:00:ff:00:02
              2. add 02:00:00:00:0b:01 (of bridge br0)
              3. add 52:54:00:aa:00:02 (of guest db1)

            """,
            ""));
        cli.Host!.Entries.Executed.ShouldBeEmpty();
    }

    [Fact]
    public async Task Clear_removes_ours_only()
    {
        var cli = Bridged(entries => entries.Set(SampleHost.First, [Db1, "52:54:00:ff:00:01"], Db1));

        (await cli.RunAsync("pf fdb enp1s0f0 --clear --dry-run")).Out.ShouldBe("enp1s0f0: 1 entry would be removed\n  1. remove 52:54:00:aa:00:02\n");
        cli.Out.GetStringBuilder().Clear();
        (await cli.RunAsync("pf fdb enp1s0f0 --clear")).Out.ShouldBe("done: enp1s0f0: 1 entry was removed\n");
        cli.Host!.Entries.Executed.ShouldBe(["clear 0000:01:00.0"]);
    }

    [Fact]
    public async Task What_does_not_fit_is_an_error_with_its_own_code()
    {
        var cli = Bridged(facts: 6);

        var result = await cli.RunAsync("pf fdb enp1s0f0 --sync");

        result.Code.ShouldBe(4);
        result.Out.ShouldBe("done: enp1s0f0: 1 entry was added\n");
        result.Error.ShouldBe("""
            error: enp1s0f0: the NIC holds 6 addresses, 6 are in use; 52:54:00:aa:00:02 of guest db1 does not fit
              code ADDRESS_TABLE_FULL
              remedy: give who has that address a VF too, or put it on the bridge of another PF; fewer VFs make room ('vfleet pf set enp1s0f0 --vfs N')

            """);
    }

    [Fact]
    public async Task A_failure_tells_what_was_done_all_the_same()
    {
        var cli = Bridged(entries => entries.Outcome = new ForwardingOutcome.Failed(
            ForwardingChanges.None with { Added = [MacAddress.Parse(Db1)] }, [new Problem(ProblemCode.KernelRefused, "no", "try again")]));

        var result = await cli.RunAsync("pf fdb enp1s0f0 --sync");

        (result.Code, result.Out).ShouldBe((8, "failed: enp1s0f0: 1 entry was added\n"));
        result.Error.ShouldStartWith("error: no\n");
    }

    [Fact]
    public async Task The_document_adds_addresses_and_forbids_forwarding()
    {
        (await Bridged().RunAsync("pf", "fdb", "enp1s0f0", "--file", Write("pfs: [{ netdev: enp1s0f0, forwardAddresses: [52:54:00:ee:00:01] }]")))
            .Out.ShouldContain("52:54:00:ee:00:01  document ");
        (await Bridged().RunAsync("pf", "fdb", "enp1s0f0", "--file", Write("pfs: [{ netdev: enp1s0f0, forward: none }]")))
            .Out.ShouldContain("nothing: the document does not want it (forward: none, ");
    }

    [Fact]
    public async Task A_document_that_is_wrong_keeps_from_syncing_but_not_from_clearing()
    {
        var document = Write("pfs: [{ netdev: enp1s0f0, forward: some }]");

        (await Bridged().RunAsync("pf", "fdb", "enp1s0f0", "--sync", "--file", document)).Code.ShouldBe(2);
        (await Bridged().RunAsync("pf", "fdb", "enp1s0f0", "--clear", "--file", document)).Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_signal_before_anything_was_written_leaves_everything_as_it_was()
    {
        var cli = Bridged(entries => entries.Hang = true);

        var running = cli.RunAsync("pf fdb enp1s0f0 --sync");
        cli.Signals.Raise(2);

        (await running).ShouldBe(new CliResult(130, "", "interrupted: undoing what was done, please wait\ninterrupted; everything is as it was\n"));
    }

    [Theory]
    [InlineData("pf fdb enp1s0f0 --sync --clear", 2, "--sync and --clear contradict each other")]
    [InlineData("pf fdb enp1s0f0 --dry-run", 2, "--dry-run belongs to --sync or --clear")]
    [InlineData("pf fdb --sync", 2, "entries are written for one PF at a time")]
    [InlineData("pf fdb nosuch --sync", 3, "no SR-IOV physical function is called nosuch")]
    [InlineData("pf fdb enp1s0f0/0", 2, "is virtual function 0")]
    [InlineData("pf fdb --file /nonexistent/host.yaml", 3, "there is no file /nonexistent/host.yaml")]
    public async Task What_makes_no_sense_is_refused(string commandLine, int code, string message)
    {
        var result = await Bridged().RunAsync(commandLine);

        result.Code.ShouldBe(code);
        result.Error.ShouldContain(message);
    }

    [Fact]
    public async Task Writing_takes_root_and_looking_does_not()
    {
        (await Bridged(mayChange: false).RunAsync("pf fdb enp1s0f0 --sync")).Code.ShouldBe(7);
        var shown = await Bridged(mayChange: false).RunAsync("pf fdb enp1s0f0 --sync --dry-run");
        (shown.Code, shown.Lines.Length).ShouldBe((0, 3));
    }

    [Fact]
    public async Task JSON_has_every_entry_with_its_state()
    {
        var cli = Bridged(entries => entries.Set(SampleHost.First, ["02:00:00:00:0b:01"]));

        using var json = JsonDocument.Parse((await cli.RunAsync("pf fdb --json")).Out);
        var pf = json.RootElement.GetProperty("pfs")[0];

        (pf.GetProperty("inUse").GetInt32(), pf.GetProperty("limit").GetInt32(), pf.GetProperty("bridges")[0].GetString()).ShouldBe((6, 24, "br0"));
        pf.GetProperty("entries").EnumerateArray()
            .Select(entry => $"{entry.GetProperty("mac")} {entry.GetProperty("state")} {entry.GetProperty("ours")} {entry.GetProperty("owner").GetProperty("kind")}")
            .ShouldBe(["02:00:00:00:0b:01 present False bridge", $"{Db1} missing False guest"]);
        json.RootElement.GetProperty("pfs")[1].GetProperty("because").GetString().ShouldBe("it is in no bridge");
    }

    [Fact]
    public async Task JSON_tells_what_was_done()
    {
        using var json = JsonDocument.Parse((await Bridged().RunAsync("pf fdb enp1s0f0 --sync --json")).Out);

        json.RootElement.GetProperty("outcome").GetString().ShouldBe("done");
        json.RootElement.GetProperty("added").EnumerateArray().Select(mac => mac.GetString()).ShouldBe(["02:00:00:00:0b:01", Db1]);
        json.RootElement.GetProperty("problems").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_could_not_be_read_is_a_note()
    {
        var cli = Bridged(entries => entries.Unread.Add(new Problem(ProblemCode.StateDamaged, "a file is damaged", "mend it")));

        var result = await cli.RunAsync("pf fdb");

        result.Code.ShouldBe(0);
        result.Error.ShouldStartWith("note: a file is damaged\n");
    }

    private string Write(string document)
    {
        var path = Path.Join(_folder.FullName, "host.yaml");
        File.WriteAllText(path, document);
        return path;
    }

    private static Cli Bridged(Action<ScriptedForwarding>? entries = null, int facts = 24, bool mayChange = true)
    {
        var sample = SampleHost.TwoPorts();
        var observed = sample with
        {
            Pfs = [.. sample.Pfs.Select(pf => pf with { Facts = pf.Facts with { MacFilters = facts } })],
            OtherNetdevs = [new ObservedNetdev("br0") { Mac = MacAddress.Parse("02:00:00:00:0b:01") }],
            Guests =
            [
                .. sample.Guests,
                new ObservedGuest("db1", Guid.NewGuid(), GuestState.Running, IsPersistent: true)
                {
                    Devices = [new ObservedGuestDevice("bridge", "net0", MacAddress.Parse(Db1), null, "br0", null, Live: true, Config: true)],
                },
            ],
        };
        return new Cli
        {
            MayChange = mayChange,
            Entries = entries,
            Observed = observed.With(SampleHost.First, pf => pf with
            {
                Netdevs = [pf.Netdevs[0] with { Uses = [new NetdevUse(NetdevUseKind.BridgePort, "br0")] }],
            }),
        };
    }
}
