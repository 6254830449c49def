using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Vfleet.Lab.Guests;

namespace Vfleet.Lab.Tests.OnHost;

/// <summary>Changes of a real PF cut off at random moments, by kill -9 and by pulling the plug, and what the next start makes of them.</summary>
/// <remarks>VFLEET_CUTS is the number of cuts (6 when not set), VFLEET_CUTS_SEED makes them the same as before.</remarks>
[Collection(LabHostFixture.Second)]
public sealed class CutTests(LabHostFixture fixture) : LabHostTest(fixture)
{
    private static readonly string[] s_guests = ["cut1", "cut2"];
    private static readonly ImmutableDictionary<string, string> s_macs = s_guests.ToImmutableDictionary(guest => guest, guest => $"52:54:00:c0:00:0{guest[^1]}");

    private static readonly string[] s_drivers = ["host", "vfio", "none"];

    private readonly Dictionary<string, double> _seconds = [];

    [Fact]
    public async Task After_random_kills_and_power_cuts_no_VF_is_lost_or_held_twice_and_every_file_is_whole()
    {
        var cuts = Number("VFLEET_CUTS") ?? 6;
        var seed = Number("VFLEET_CUTS_SEED") ?? Random.Shared.Next();
        var random = new Random(seed);
        var vfleet = await VfleetProgram.OnAsync(Host, Token);
        await using var first = await LabGuest.DefineAsync(Host, new LabGuestOptions(s_guests[0]), Token);
        await using var second = await LabGuest.DefineAsync(Host, new LabGuestOptions(s_guests[1]), Token);
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 3 --driver host");
        await vfleet.ShellAsync("sync");

        for (var cut = 1; cut <= cuts; cut++)
        {
            var change = await NextAsync(vfleet, random, cut);
            var isPowerCut = cut % 8 == 5;
            var seconds = await SecondsAsync(vfleet, change) * ((random.NextDouble() * 0.7) + 0.45);
            var about = $"cut {cut} of {cuts}, seed {seed}: {(isPowerCut ? "power" : "kill -9")} {seconds.ToString("0.00", CultureInfo.InvariantCulture)} s into 'vfleet {change}'";
            TestContext.Current.TestOutputHelper!.WriteLine(about);
            await (isPowerCut ? CutPowerAsync(vfleet, change, seconds) : KillAsync(vfleet, change, seconds));

            var restored = await vfleet.RunAsync("restore");

            restored.ExitCode.ShouldBe(0, $"{about}\n{restored.Output}\n{restored.Error}");
            TestContext.Current.TestOutputHelper!.WriteLine($"    {restored.Text.ReplaceLineEndings("; ")}");
            await CheckAsync(vfleet, about);
        }

        await TakeAllBackAsync(vfleet);
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 0");
        await CheckAsync(vfleet, $"at the end, seed {seed}");
    }

    /// <summary>A change that is possible now: kinds in turn, everything else by chance.</summary>
    private static async Task<string> NextAsync(VfleetProgram vfleet, Random random, int cut)
    {
        var having = await HavingAsync(vfleet);
        var guest = s_guests[random.Next(s_guests.Length)];
        if (cut % 3 == 0)
        {
            await TakeAllBackAsync(vfleet);
            var now = int.Parse(await vfleet.ReadAsync($"/sys/class/net/{vfleet.Pf}/device/sriov_numvfs"), CultureInfo.InvariantCulture);
            var next = ((now + random.Next(5)) % 6) + 2;
            return $"pf set {vfleet.Pf} --vfs {(next == now ? next - 1 : next)} --driver {s_drivers[random.Next(s_drivers.Length)]}";
        }

        return having.ContainsValue(guest)
            ? $"vm detach {guest} {s_macs[guest]}"
            : $"vm attach {guest} {vfleet.Pf} --mac {s_macs[guest]} --vlan 100 --trust on --persistent";
    }

    /// <summary>How long a change takes when nobody cuts it, from the last time that it ran through.</summary>
    private async Task<double> SecondsAsync(VfleetProgram vfleet, string change)
    {
        var kind = change[..9];
        if (!_seconds.TryGetValue(kind, out var seconds))
        {
            // Only how long the program takes to begin and to plan; that is most of it on an emulated host.
            var took = (await vfleet.ShellAsync($"began=$EPOCHREALTIME; vfleet {change} --dry-run > /dev/null; ended=$EPOCHREALTIME; echo \"$began $ended\"")).Text.Split(' ');
            seconds = _seconds[kind] = (Seconds(took[1]) - Seconds(took[0])) * 1.6;
        }

        return seconds;
    }

    private static async Task KillAsync(VfleetProgram vfleet, string change, double seconds) => await vfleet.ShellAsync(
        $"vfleet {change} > /tmp/cut.log 2>&1 & pid=$!; sleep {seconds.ToString("0.000", CultureInfo.InvariantCulture)}; kill -9 $pid 2> /dev/null; wait $pid; true");

    private async Task CutPowerAsync(VfleetProgram vfleet, string change, double seconds)
    {
        await vfleet.ShellAsync($"(vfleet {change} > /tmp/cut.log 2>&1 &)");
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, Token);
        await Host.PowerCycleAsync(Token);
        await vfleet.ShellAsync("for i in $(seq 60); do virsh list > /dev/null 2>&1 && exit 0; sleep 1; done; exit 1");
    }

    private static async Task TakeAllBackAsync(VfleetProgram vfleet)
    {
        foreach (var guest in (await HavingAsync(vfleet)).Values)
        {
            await vfleet.DoAsync($"vm detach {guest} {s_macs[guest]}");
        }
    }

    /// <summary>What libvirt's definitions say: which guest has which VF.</summary>
    private static async Task<ImmutableSortedDictionary<int, string>> HavingAsync(VfleetProgram vfleet)
    {
        var folder = $"/sys/class/net/{vfleet.Pf}/device";
        var addresses = (await vfleet.ShellAsync($"cd {folder}; for vf in $(seq 0 6); do basename $(readlink virtfn$vf) 2> /dev/null; done; true")).Lines;
        var having = ImmutableSortedDictionary.CreateBuilder<int, string>();
        foreach (var guest in s_guests)
        {
            var definition = XElement.Parse((await vfleet.ShellAsync($"virsh dumpxml --inactive {guest}")).Output);
            foreach (var address in definition.Descendants("interface").Where(nic => (string?)nic.Attribute("type") == "hostdev").Select(nic => nic.Element("source")!.Element("address")!))
            {
                string Part(string name) => ((string)address.Attribute(name)!)[2..];
                var vf = addresses.ToList().IndexOf($"{Part("domain")}:{Part("bus")}:{Part("slot")}.{Part("function")}");

                // Add refuses a VF that another guest has as well.
                having.Add(vf, guest);
            }
        }

        return having.ToImmutable();
    }

    private static async Task CheckAsync(VfleetProgram vfleet, string about)
    {
        (await vfleet.ShellAsync("ls -A /var/lib/vfleet | grep -vE '^[.]?0000:[0-9a-f:.]+[.](json|lock)$'; true")).Text.ShouldBeEmpty(about);
        var having = await HavingAsync(vfleet);
        var file = (await vfleet.ShellAsync("cat /var/lib/vfleet/0000:01:00.0.json 2> /dev/null || echo '{}'")).Output;
        using var state = JsonDocument.Parse(file);
        state.RootElement.TryGetProperty("unfinished", out _).ShouldBeFalse($"{about}\n{file}");
        state.RootElement.TryGetProperty("unfinishedVfs", out _).ShouldBeFalse($"{about}\n{file}");
        var records = state.RootElement.TryGetProperty("vfs", out var vfs)
            ? vfs.EnumerateObject().ToImmutableSortedDictionary(
                vf => int.Parse(vf.Name, CultureInfo.InvariantCulture), vf => vf.Value.GetProperty("owner").GetProperty("guest").GetString()!)
            : ImmutableSortedDictionary<int, string>.Empty;
        records.ShouldBe(having, $"{about}: records and libvirt's definitions differ\n{file}");
        foreach (var record in records.Keys)
        {
            vfs.GetProperty($"{record}").GetProperty("phase").GetString().ShouldBe("Attached", about);
        }

        await CheckKernelAsync(vfleet, state.RootElement, having, about);
    }

    private static async Task CheckKernelAsync(VfleetProgram vfleet, JsonElement state, ImmutableSortedDictionary<int, string> having, string about)
    {
        var kept = state.TryGetProperty("kept", out var of) ? of : default;
        var count = kept.ValueKind == JsonValueKind.Object && kept.TryGetProperty("vfs", out var number) ? number.GetInt32() : 0;
        (await vfleet.ReadAsync($"/sys/class/net/{vfleet.Pf}/device/sriov_numvfs")).ShouldBe($"{count}", about);
        for (var vf = 0; vf < count; vf++)
        {
            var view = await vfleet.KernelViewAsync(vf);
            if (having.TryGetValue(vf, out var guest))
            {
                view.ShouldContain(s_macs[guest], customMessage: about);
                view.ShouldContain("vlan 100", customMessage: about);
                view.ShouldContain("trust on", customMessage: about);
                continue;
            }

            view.ShouldNotContain("52:54:00:c0:00", customMessage: about);
            view.ShouldNotContain("vlan", customMessage: about);
            view.ShouldContain("trust off", customMessage: about);
            var driver = (await vfleet.ShellAsync($"driver=$(readlink /sys/class/net/{vfleet.Pf}/device/virtfn{vf}/driver) && basename $driver || echo none")).Text;
            driver.ShouldBe(kept.GetProperty("driver").GetString() switch { "Host" => "igbvf", "Vfio" => "vfio-pci", _ => "none" }, $"{about}: VF {vf}");
        }
    }

    private static double Seconds(string text) => double.Parse(text.Replace(',', '.'), CultureInfo.InvariantCulture);

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
