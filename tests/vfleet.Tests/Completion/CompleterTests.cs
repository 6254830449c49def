using System.Text.Json.Nodes;
using Vfleet.Cli.Tests.Fleet;
using Vfleet.Host;
using Vfleet.TestKit.FakeEngine;
using Vfleet.TestKit.FakeHost;

namespace Vfleet.Cli.Tests.Completion;

public sealed class CompleterTests
{
    [Theory]
    [InlineData("", "agent apply capture cluster completion datacenter doctor event explain help host join leave login logout macpool network nic operation pf plan profile restore status token user version vf vm watch")]
    [InlineData("p", "pf plan profile")]
    [InlineData("pf ", "fdb forget kept list move set show")]
    [InlineData("pf s", "set show")]
    [InlineData("pf show ", "enp1s0f0 enp2s0f0")]
    [InlineData("pf show enp1", "enp1s0f0")]
    [InlineData("pf show enp1s0f0 ", "")]
    [InlineData("pf fdb enp2", "enp2s0f0")]
    [InlineData("pf fdb enp1s0f0 --s", "--sync")]
    [InlineData("vf show enp1s0f0/", "enp1s0f0/0 enp1s0f0/1 enp1s0f0/2 enp1s0f0/3")]
    [InlineData("vm attach ", "db1 web1")]
    [InlineData("vm attach web1 enp2", "enp2s0f0")]
    [InlineData("vm attach --vlan 100 web1 enp2", "enp2s0f0")]
    [InlineData("vm detach web1 ", "ua-vfleet-525400000001")]
    [InlineData("vm detach db1 ", "")]
    [InlineData("pf set enp1s0f0 --d", "--down --driver --dry-run")]
    [InlineData("pf set enp1s0f0 --driver ", "host none vfio")]
    [InlineData("pf set enp1s0f0 --driver=v", "--driver=vfio")]
    [InlineData("pf set enp1s0f0 --up --eswitch ", "legacy switchdev")]
    [InlineData("vf set enp1s0f0/3 --trust o", "off on")]
    [InlineData("vf bind enp1s0f0/3 ", "host none vfio")]
    [InlineData("completion ", "bash fish zsh")]
    [InlineData("--color a", "always auto")]
    [InlineData("frobnicate ", "agent apply capture cluster completion datacenter doctor event explain help host join leave login logout macpool network nic operation pf plan profile restore status token user version vf vm watch")]
    [InlineData("host s", "set show")]
    [InlineData("profile add fast --passthrough ", "disabled preferred required")]
    [InlineData("profile set red/fast --trust=o", "--trust=off --trust=on")]
    [InlineData("network show ", "")]
    [InlineData("plan --d", "--detailed-exit-code")]
    [InlineData("doctor --explain PLT01", "PLT01")]
    [InlineData("doctor --e", "--explain")]
    [InlineData("capture no-such-folder/", "")]
    [InlineData("--root no-such-folder/", "")]
    [InlineData("plan --file no-such-folder/", "")]
    public async Task Candidates_fit_the_place_of_the_cursor(string typed, string candidates)
    {
        var result = await CompleteAsync(new Cli(), typed);

        result.Code.ShouldBe(0);
        result.Error.ShouldBeEmpty();
        string.Join(' ', result.Lines.Select(line => line.Split('\t')[0]).Order(StringComparer.Ordinal)).ShouldBe(candidates);
    }

    [Theory]
    [InlineData("network show ", "blue red")]
    [InlineData("nic set web1 ", "nic1")]
    [InlineData("host maintenance ", "h1")]
    [InlineData("pf list --host ", "all h1")]
    [InlineData("pf set --host h1 ens", "ens1f0")]
    [InlineData("pf set --host=h1 ens", "ens1f0")]
    [InlineData("profile add fast --network r", "red")]
    [InlineData("explain w", "web1")]
    [InlineData("event list --actor ", "anna")]
    public async Task Names_of_the_fleet_are_asked_of_the_engine(string typed, string candidates)
    {
        var engine = new FakeEngine();
        engine["networks"].Put(new JsonObject { ["name"] = "red" });
        engine["networks"].Put(new JsonObject { ["name"] = "blue" });
        engine["hosts"].Put(new JsonObject { ["name"] = "h1" });
        engine["users"].Put(new JsonObject { ["name"] = "anna" });
        engine["vms"].Put(new JsonObject { ["name"] = "web1" });
        engine["vms/web1/nics"].Put(new JsonObject { ["name"] = "nic1" });
        engine["hosts/h1/pfs"].Put(SampleFleet.Pf());

        var cli = Cli.LoggedIn(engine);
        var result = await CompleteAsync(cli, typed);

        string.Join(' ', result.Lines.Select(line => line.Split('\t')[0]).Order(StringComparer.Ordinal)).ShouldBe(candidates);
        cli.Connections[0].Patience.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Who_is_not_logged_in_gets_no_names_and_no_complaint()
    {
        var cli = new Cli();

        (await CompleteAsync(cli, "host show ")).ShouldBe(new CliResult(0, "", ""));
        cli.Connections.ShouldBeEmpty();
    }

    [Fact]
    public async Task Files_and_folders_are_offered_where_one_is_named()
    {
        var folder = Directory.CreateTempSubdirectory("vfleet-completion-");
        folder.CreateSubdirectory("hosts");
        await File.WriteAllTextAsync(Path.Join(folder.FullName, "host.yaml"), "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Join(folder.FullName, "other"), "", TestContext.Current.CancellationToken);

        var option = await CompleteAsync(new Cli(), $"plan --file {folder.FullName}/ho");
        var argument = await CompleteAsync(new Cli(), $"apply {folder.FullName}/o");

        folder.Delete(recursive: true);
        option.Lines.Select(line => line.TrimEnd('\t')).ShouldBe([$"{folder.FullName}/host.yaml", $"{folder.FullName}/hosts/"]);
        argument.Lines.Select(line => line.TrimEnd('\t')).ShouldBe([$"{folder.FullName}/other"]);
    }

    [Fact]
    public async Task Commands_and_options_are_described()
    {
        (await CompleteAsync(new Cli(), "pf li")).Out.ShouldBe("list\tlist the physical functions that can have virtual functions\n");
    }

    [Fact]
    public async Task Nothing_is_read_that_is_not_completed()
    {
        var (words, pfs) = (new Cli(), new Cli());

        await CompleteAsync(words, "pf set enp1s0f0 --");
        await CompleteAsync(pfs, "pf show ");

        words.Host.ShouldBeNull();
        pfs.Host!.Scopes.ShouldBe([ObserveScope.Functions]);
    }

    [Fact]
    public async Task A_host_that_cannot_be_read_does_not_disturb_who_types()
    {
        var result = await CompleteAsync(new Cli { Fault = new InvalidOperationException("no") }, "pf show ");

        result.ShouldBe(new CliResult(1, "", ""));
    }

    [Fact]
    public async Task Without_libvirt_there_are_no_guests_to_complete()
    {
        (await CompleteAsync(new Cli { Observed = SampleHost.TwoPorts() with { Guests = default } }, "vm attach ")).ShouldBe(new CliResult(0, "", ""));
    }

    private static Task<CliResult> CompleteAsync(Cli cli, string typed) => cli.RunAsync(["__complete", .. typed.Split(' ')]);
}
