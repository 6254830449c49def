using System.Text.Json;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeHost;

namespace Vfleet.Cli.Tests.Commands;

public sealed class VfListTests
{
    [Fact]
    public async Task Who_has_what_is_one_line_each()
    {
        var result = await new Cli().RunAsync("vf list");

        result.Code.ShouldBe(0);
        result.Error.ShouldBeEmpty();
        result.Out.ShouldBe("""
            VF          ADDRESS       DRIVER    MAC                VLAN  OPTIONS          STATE
            enp1s0f0/0  0000:01:10.0  vfio-pci  52:54:00:00:00:01   100  trust, max 500M  guest web1
            enp1s0f0/1  0000:01:10.2  igbvf     02:00:00:00:00:11                         enp1s0f0v1 has the address 10.0.0.5/24
            enp1s0f0/2  0000:01:10.4  vfio-pci                                            free
            enp1s0f0/3  0000:01:10.6  none                               spoof off        free

            """);
    }

    [Fact]
    public async Task Eighty_columns_are_enough_for_who_has_it()
    {
        var result = await new Cli { Width = 80, Environment = { ["NO_COLOR"] = "1" } }.RunAsync("vf list");

        result.Out.ShouldBe("""
            VF          ADDRESS       DRIVER    MAC                VLAN  STATE
            enp1s0f0/0  0000:01:10.0  vfio-pci  52:54:00:00:00:01   100  guest web1
            enp1s0f0/1  0000:01:10.2  igbvf     02:00:00:00:00:11        enp1s0f0v1 has the…
            enp1s0f0/2  0000:01:10.4  vfio-pci                           free
            enp1s0f0/3  0000:01:10.6  none                               free

            """);
    }

    [Fact]
    public async Task Other_locales_get_ASCII_only()
    {
        var result = await new Cli { Width = 80, Unicode = false }.RunAsync("vf list");

        result.Out.ShouldContain("enp1s0f0v1 has th..");
        result.Out.ShouldAllBe(c => char.IsAscii(c));
    }

    [Fact]
    public async Task One_PF_can_be_asked_for()
    {
        var result = await new Cli().RunAsync("vf list enp2s0f0");

        result.Code.ShouldBe(0);
        result.Out.ShouldBe("no virtual functions on enp2s0f0: create some with 'vfleet pf set enp2s0f0 --vfs 4 --driver vfio'\n");
    }

    [Fact]
    public async Task A_VF_without_functions_at_all_says_what_to_do()
    {
        (await new Cli { Observed = SampleHost.Bare() }.RunAsync("vf list")).Out.ShouldBe("no SR-IOV functions: 'vfleet pf list' says what to look for\n");
    }

    [Fact]
    public async Task Without_libvirt_the_rest_is_shown_with_a_note()
    {
        var observed = SampleHost.TwoPorts() with
        {
            Guests = default,
            LibvirtProblem = new Problem(ProblemCode.LibvirtUnavailable, "libvirt does not answer", "systemctl start libvirtd"),
        };

        var result = await new Cli { Observed = observed }.RunAsync("vf list");

        result.Code.ShouldBe(0);
        result.Lines.Length.ShouldBe(5);
        result.Error.ShouldStartWith("note: libvirt does not answer\n");
    }

    [Fact]
    public async Task Several_reasons_are_counted_and_the_first_is_named()
    {
        var observed = SampleHost.TwoPorts().With(SampleHost.First, pf => pf.WithVf(1, vf => vf with
        {
            GroupPeers = [new PciAddress(0, 1, 0x10, 4)],
            Holders = [new DeviceHolder(77, "dpdk-testpmd", null)],
        }));

        var result = await new Cli { Observed = observed }.RunAsync("vf list");

        result.Lines[2].ShouldEndWith("  opened by dpdk-testpmd (pid 77) (and 2 more)");
    }

    [Fact]
    public async Task JSON_gives_every_reason()
    {
        var result = await new Cli().RunAsync("vf list --json");

        using var json = JsonDocument.Parse(result.Out);
        var vfs = json.RootElement.GetProperty("vfs").EnumerateArray().ToList();
        vfs.Select(vf => vf.GetProperty("free").GetBoolean()).ShouldBe([false, false, true, true]);
        vfs[1].GetProperty("holds")[0].GetProperty("kind").GetString().ShouldBe("hostNetwork");
        vfs[1].GetProperty("holds")[0].GetProperty("remedy").GetString().ShouldBe("ip address del 10.0.0.5/24 dev enp1s0f0v1");
        vfs[1].GetProperty("netdevs")[0].GetProperty("uses")[0].GetProperty("kind").GetString().ShouldBe("ipAddress");
    }

    [Fact]
    public async Task Two_thousand_VFs_are_two_thousand_lines()
    {
        var observed = SampleHost.TwoPorts().With(SampleHost.First, pf => pf with { NumVfs = 2000, TotalVfs = 2000, Vfs = SampleHost.ManyVfs(2000) });

        var result = await new Cli { Observed = observed }.RunAsync("vf list");

        result.Lines.Length.ShouldBe(2001);
        result.Lines[2000].ShouldStartWith("enp1s0f0/1999  ");
    }
}
