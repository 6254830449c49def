using System.Text.Json;
using Vfleet.Domain.Problems;
using Vfleet.TestKit.FakeHost;

namespace Vfleet.Cli.Tests.Commands;

public sealed class VmListTests
{
    [Fact]
    public async Task Every_VF_of_a_guest_is_a_line_and_guests_without_are_there_too()
    {
        var result = await new Cli().RunAsync("vm list");

        result.Code.ShouldBe(0);
        result.Out.ShouldBe("""
            GUEST  STATE     VF          DEVICE                  MAC                VLAN  IN
            web1   running   enp1s0f0/0  ua-vfleet-525400000001  52:54:00:00:00:01   100  both
            db1    shut off

            """);
    }

    [Fact]
    public async Task Eighty_columns_keep_the_alias_whole()
    {
        var result = await new Cli { Width = 80, Environment = { ["NO_COLOR"] = "1" } }.RunAsync("vm list");

        result.Lines[1].ShouldBe("web1   running   enp1s0f0/0  ua-vfleet-525400000001  52:54:00:00:00:01   100");
    }

    [Fact]
    public async Task No_libvirt_is_an_error_here()
    {
        var problem = new Problem(ProblemCode.LibvirtUnavailable, "libvirt does not answer", "systemctl start libvirtd");

        var result = await new Cli { Observed = SampleHost.TwoPorts() with { LibvirtProblem = problem, Guests = default } }.RunAsync("vm list");

        result.Code.ShouldBe(11);
        result.Error.ShouldBe("error: libvirt does not answer\n  code LIBVIRT_UNAVAILABLE\n  remedy: systemctl start libvirtd\n");
    }

    [Fact]
    public async Task No_guests_says_how_to_get_one()
    {
        (await new Cli { Observed = SampleHost.Bare() }.RunAsync("vm list")).Out.ShouldBe("no guests: define one with 'virsh define FILE' or 'virt-install'\n");
    }

    [Fact]
    public async Task The_URI_of_libvirt_is_passed_on()
    {
        var cli = new Cli();

        await cli.RunAsync("vm list --connect test:///default");

        cli.Choice!.LibvirtUri.ShouldBe("test:///default");
        cli.Choice.Caller.ShouldBe("vfleet vm list --connect test:///default");
    }

    [Fact]
    public async Task A_name_cannot_take_the_terminal_over()
    {
        var observed = SampleHost.TwoPorts();
        observed = observed with { Guests = [observed.Guests[0] with { Name = "web\u001b[2J\n1" }] };

        var result = await new Cli { Observed = observed }.RunAsync("vm list");

        result.Lines.Length.ShouldBe(2);
        result.Lines[1].ShouldStartWith("web?[2J?1  running");
    }

    [Fact]
    public async Task JSON_has_every_device()
    {
        var result = await new Cli().RunAsync("vm list --json");

        using var json = JsonDocument.Parse(result.Out);
        var web1 = json.RootElement.GetProperty("guests")[0];
        web1.GetProperty("state").GetString().ShouldBe("running");
        web1.GetProperty("devices").EnumerateArray().Select(device => device.GetProperty("vf").GetString()).ShouldBe([null, "enp1s0f0/0"]);
        web1.GetProperty("devices")[1].GetProperty("persistent").GetBoolean().ShouldBeTrue();
    }
}
