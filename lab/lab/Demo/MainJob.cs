using System.Globalization;
using System.Net;
using Spectre.Console;
using Vfleet.Lab.Guests;
using Vfleet.Lab.Hosts;
using Vfleet.Lab.Program.Commands;
using Vfleet.Primitives;

namespace Vfleet.Lab.Program.Demo;

/// <summary>
/// The main job on one emulated host, as an admin does it: see the PFs, make VFs, give one to a VM, reach the VM through it, see who has
/// what, take it back, see that nothing of the guest is left. Every step is checked; the first that is not as it should be ends it.
/// </summary>
internal sealed class MainJob(RunningLab lab, string program)
{
    private const string Guest = "web1";
    private const ushort Vlan = 100;
    private const ushort OtherVlan = 200;

    private static readonly MacAddress GuestMac = MacAddress.Parse("52:54:00:00:01:00");
    private static readonly IPAddress GuestAddress = IPAddress.Parse("10.10.100.2");
    private static readonly IPAddress StationAddress = IPAddress.Parse("10.10.100.1");

    private readonly LabHost _host = lab.Host;
    private int _number;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pf = (await _host.RunAsync($"ls /sys/bus/pci/devices/{_host.Pfs[0].Address}/net", cancellationToken: cancellationToken)).OrThrow().Text;
        await WorkAsync("Copying vfleet to the host", () => _host.CopyInAsync(program, "/usr/local/bin/vfleet", cancellationToken));

        Title("See the physical functions");
        await VfleetAsync("pf list", cancellationToken);

        Title("Create virtual functions: first the plan, then the change");
        await VfleetAsync($"pf set {pf} --vfs 7 --driver vfio --up --dry-run", cancellationToken);
        await VfleetAsync($"pf set {pf} --vfs 7 --driver vfio --up", cancellationToken);
        var before = await VfLineAsync(pf, cancellationToken);

        Title($"Give one to a virtual machine, with a MAC and VLAN {Vlan}");
        var guest = await WorkAsync($"Starting the virtual machine {Guest}", () => StartGuestAsync(cancellationToken));
        await VfleetAsync($"vm attach {Guest} {pf} --mac {GuestMac} --vlan {Vlan}", cancellationToken);

        Title("Reach it through the VF, from outside the host");
        await PingAsync(cancellationToken);

        Title("See who has what");
        await VfleetAsync($"vf list {pf}", cancellationToken);
        await VfleetAsync("vm list", cancellationToken);

        Title("Take it back");
        await VfleetAsync($"vm detach {Guest} {GuestMac} --timeout 120", cancellationToken);

        Title("Nothing of the guest is left on the VF");
        await VfleetAsync($"vf show {pf}/0", cancellationToken);
        var after = await VfLineAsync(pf, cancellationToken);
        AnsiConsole.MarkupLine($"  [grey]ip link, before:[/] {Markup.Escape(before)}");
        AnsiConsole.MarkupLine($"  [grey]ip link, after: [/] {Markup.Escape(after)}");
        Expect(before == after, "the kernel shows the VF as it was before the guest had it", $"the VF differs: '{before}' became '{after}'");
        await guest.DestroyAsync(cancellationToken);
    }

    private async Task<LabGuest> StartGuestAsync(CancellationToken cancellationToken)
    {
        var options = new LabGuestOptions(Guest)
        {
            Addresses = System.Collections.Immutable.ImmutableDictionary<MacAddress, string>.Empty.Add(GuestMac, $"{GuestAddress}/24"),
        };
        var guest = await LabGuest.DefineAsync(_host, options, cancellationToken);
        await guest.StartAsync(cancellationToken: cancellationToken);
        return guest;
    }

    private async Task PingAsync(CancellationToken cancellationToken)
    {
        await using (var station = await lab.Switch.AddEndpointAsync(StationAddress, new VlanTag(Vlan), cancellationToken))
        {
            var heard = await WorkAsync(
                $"Pinging {GuestAddress} on VLAN {Vlan}",
                () => station.PingAsync(GuestAddress, 3, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(60), cancellationToken));
            Expect(
                heard.Answered && heard.TargetMac == GuestMac,
                $"{GuestAddress} answers on VLAN {Vlan} as {GuestMac}",
                $"on VLAN {Vlan}: {heard}");
            var frame = station.Frames.LastOrDefault(frame => frame.Source == GuestMac);
            AnsiConsole.MarkupLine($"  [grey]on the wire:[/] {Markup.Escape(frame?.ToString() ?? "no frame")}");
            Expect(frame?.Vlan == Vlan, $"its frames carry the tag {Vlan}, which the card put there", $"its frames carry the tag {frame?.Vlan}");
        }

        await using var other = await lab.Switch.AddEndpointAsync(StationAddress, new VlanTag(OtherVlan), cancellationToken);
        var deaf = await WorkAsync(
            $"Pinging {GuestAddress} on VLAN {OtherVlan}",
            () => other.PingAsync(GuestAddress, 2, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(5), cancellationToken));
        Expect(!deaf.Answered, $"VLAN {OtherVlan} is deaf to it, as it should be", $"on VLAN {OtherVlan}: {deaf}");
    }

    private async Task VfleetAsync(string arguments, CancellationToken cancellationToken)
    {
        AnsiConsole.MarkupLine($"[bold]{Markup.Escape(_host.Name)}#[/] [aqua]vfleet {Markup.Escape(arguments)}[/]");
        var colour = AnsiConsole.Profile.Capabilities.Ansi ? "--color always " : "";
        var columns = Math.Clamp(AnsiConsole.Profile.Width, 80, 160).ToString(CultureInfo.InvariantCulture);
        var result = await WorkAsync(
            $"vfleet {arguments}",
            () => _host.RunAsync($"COLUMNS={columns} LC_ALL=C.UTF-8 vfleet {colour}{arguments} 2>&1", TimeSpan.FromMinutes(5), cancellationToken),
            quiet: true);
        Console.Write(result.Output);
        if (!result.Succeeded)
        {
            throw new LabException($"'vfleet {arguments}' ended with exit code {result.ExitCode}");
        }
    }

    // What the kernel itself says of VF 0, without Vfleet's help.
    private async Task<string> VfLineAsync(string pf, CancellationToken cancellationToken) =>
        (await _host.RunAsync($"ip link show {pf} | grep 'vf 0 '", cancellationToken: cancellationToken)).OrThrow().Text;

    private void Title(string text)
    {
        _number++;
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLine($"[bold yellow]{_number}. {Markup.Escape(text)}[/]");
    }

    private static void Expect(bool holds, string good, string bad)
    {
        if (!holds)
        {
            throw new LabException(bad);
        }

        AnsiConsole.MarkupLine($"  [green]✓[/] {Markup.Escape(good)}");
    }

    private static async Task WorkAsync(string what, Func<Task> work) =>
        await WorkAsync(
            what,
            async () =>
            {
                await work();
                return true;
            });

    private static async Task<T> WorkAsync<T>(string what, Func<Task<T>> work, bool quiet = false) =>
        quiet && Console.IsOutputRedirected
            ? await work()
            : await StepDisplay.RunAsync(async display =>
            {
                if (!quiet)
                {
                    display.Report(what);
                }

                return await work();
            });
}
