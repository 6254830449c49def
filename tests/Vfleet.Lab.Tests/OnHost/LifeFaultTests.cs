using System.Globalization;
using System.Text.Json;
using Vfleet.Lab.Guests;
using Vfleet.Lab.Hosts;

namespace Vfleet.Lab.Tests.OnHost;

/// <summary>
/// Operations with VMs at random, while engine, agents, libvirtd and guests are killed, links are cut, disks are full and clocks jump. Afterwards every VF is
/// free or with the one running guest that has claimed it, as claimed.
/// </summary>
public sealed class LifeFaultTests(LabFleetFixture fleet) : LabFleetTest(fleet)
{
    // VFLEET_LIFE_OPERATIONS: how many operations; VFLEET_LIFE_SEED: of what is done, by chance when it is not set.
    private const int Few = 6;
    private const int Vms = 4;

    // Allocated, not written: gigabytes through an emulated disk let its host answer nobody for a minute. What fallocate(1) leaves, dd takes.
    private const string FullDisk = "cd /var/lib/vfleet; fallocate -l $(($(stat -f -c '%f*%S' .))) fill 2>/dev/null; dd if=/dev/zero of=fill.rest bs=64k 2>/dev/null; "
        + "[ $(df --output=avail . | tail -1) -lt 10240 ]; full=$?; sleep 6; rm -f fill fill.rest; exit $full";

    private static readonly TimeSpan s_rest = TimeSpan.FromMinutes(6);

    private readonly List<string> _done = [];

    [Fact]
    public Task Under_kills_cut_links_full_disks_and_jumping_clocks_every_VF_ends_free_or_with_the_guest_that_claimed_it() => WithGuestsAsync(async () =>
    {
        var operations = Number("VFLEET_LIFE_OPERATIONS") ?? Few;
        var seed = Number("VFLEET_LIFE_SEED") ?? Environment.TickCount & 0xffff;
        var random = new Random(seed);
        _done.Add($"seed {seed}, {operations} operations");
        for (var vm = 0; vm < Vms; vm++)
        {
            await Engine.DoAsync($"vm add f{vm} {GuestImage.Words($"10.10.101.{vm + 1}")} --nic {(vm % 2 == 0 ? "red" : "blue")}/fast", Token);
        }

        try
        {
            for (var number = 0; number < operations; number++)
            {
                await OperateAsync(random);
                if (number % 2 == 1)
                {
                    await TormentAsync(random);
                }

                await Task.Delay(TimeSpan.FromSeconds(random.Next(8)), TimeProvider.System, Token);
            }

            await RestAsync();
            await CheckAsync();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw new InvalidOperationException($"{fault.Message}\n{string.Join('\n', _done)}", fault);
        }

        for (var vm = 0; vm < Vms; vm++)
        {
            await Engine.RunAsync($"vm stop f{vm} --wait", Token);
            await Engine.DoAsync($"vm remove f{vm}", Token);
        }
    });

    // What is refused because something else is under way, or because the VM is not so, is as good as what is done.
    private async Task OperateAsync(Random random)
    {
        var vm = $"f{random.Next(Vms)}";
        var what = random.Next(8) switch
        {
            < 3 => $"vm start {vm}",
            3 => $"vm stop {vm}",
            4 => $"vm shutdown {vm} --seconds 30",
            5 => $"vm reboot {vm}",
            6 => $"nic unplug {vm} nic1 --seconds 20",
            _ => $"nic plug {vm} nic1",
        };
        var result = await Engine.RunAsync(what, Token);
        result.ExitCode.ShouldNotBe(1, $"{what}\n{result.Error}");
        _done.Add($"{what}: {(result.Succeeded ? "begun" : result.Error.Split('\n')[0])}");
    }

    private async Task TormentAsync(Random random)
    {
        var host = Fleet.Lab.Hosts[random.Next(Fleet.Lab.Hosts.Length)];
        var (what, command) = random.Next(8) switch
        {
            0 => ("kill of the engine", ""),
            1 => ("kill of the agent", "systemctl kill -s KILL vfleet-agent"),
            2 => ("kill of libvirtd", "systemctl kill -s KILL libvirtd"),
            3 => ("kill of a guest", "for pid in /run/libvirt/qemu/f*.pid; do [ -e $pid ] && kill -9 $(cat $pid) && break; done; true"),
            4 => ("a cut link", $"iptables -I OUTPUT -p tcp --dport {Engine.Port} -j DROP; sleep 15; iptables -D OUTPUT -p tcp --dport {Engine.Port} -j DROP"),
            5 => ("a full disk", FullDisk),
            6 => ("a clock that jumps", "date -s '+2 hours' > /dev/null; sleep 5; date -s '-2 hours' > /dev/null"),
            _ => ("a power cut", ""),
        };
        _done.Add($"{what} ({host.Name})");
        switch (what)
        {
            case "kill of the engine":
                await Engine.EndAsync("KILL", Token);
                await Engine.StartAsync(Token);
                break;
            case "a power cut":
                await host.PowerCycleAsync(Token);
                break;
            default:
                (await host.RunAsync(command, TimeSpan.FromMinutes(5), Token)).OrThrow();
                break;
        }
    }

    // Nothing is under way, nothing is wrong, and it stays so.
    private async Task RestAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var calm = 0; calm < 3;)
        {
            if (TimeProvider.System.GetElapsedTime(began) > s_rest)
            {
                throw new TimeoutException($"no rest after {s_rest.TotalMinutes} minutes: {(await Engine.RunAsync("vf list --problems", Token)).Output}");
            }

            await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, Token);
            var operations = await ItemsAsync("operation list --limit 1000");
            var isCalm = operations.All(one => one.GetProperty("state").GetString() is "done" or "failed" or "cancelled")
                && (await ItemsAsync("host list")).All(host => host.GetProperty("status").GetString() == "up")
                && (await ItemsAsync("vf list --problems")).All(IsSuspect)
                && !(await Engine.DoAsync("vf list --host all --json", Token)).Output.Contains("releasing", StringComparison.Ordinal);
            calm = isCalm ? calm + 1 : 0;
        }
    }

    // A VF that libvirt once said was in use is left alone for five minutes more.
    private static bool IsSuspect(JsonElement problem) => problem.GetProperty("kind").GetString() == "suspect";

    private async Task CheckAsync()
    {
        var vms = await ItemsAsync("vm list --fleet");
        foreach (var host in Fleet.Lab.Hosts)
        {
            var guests = (await host.RunAsync("virsh list --all --name", cancellationToken: Token)).OrThrow().Lines;
            guests.ShouldBeUnique();
            guests.Order(StringComparer.Ordinal).ShouldBe(vms.Where(vm => IsUpOn(vm, host)).Select(vm => vm.GetProperty("name").GetString()!).Order(StringComparer.Ordinal), $"on {host.Name}");

            var kernel = (await host.RunAsync($"ip link show {Fleet.PfOf(host)} | grep 'vf '", cancellationToken: Token)).OrThrow().Lines;
            var wanted = vms.Where(vm => IsUpOn(vm, host)).SelectMany(vm => vm.GetProperty("nics").EnumerateArray())
                .Where(nic => nic.TryGetProperty("vf", out var vf) && vf.ValueKind == JsonValueKind.Object)
                .ToDictionary(nic => nic.GetProperty("vf").GetProperty("index").GetInt32(), nic => nic);
            for (var index = 0; index < kernel.Count; index++)
            {
                if (wanted.TryGetValue(index, out var nic))
                {
                    kernel[index].ShouldContain(nic.GetProperty("mac").GetString()!);
                    kernel[index].ShouldMatch("vlan (100|200)");
                }
                else
                {
                    kernel[index].ShouldNotContain("vlan");
                }
            }
        }
    }

    private static bool IsUpOn(JsonElement vm, LabHost host) => vm.GetProperty("status").GetString() == "up"
        && vm.GetProperty("host").GetProperty("name").GetString() == host.Name;

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
