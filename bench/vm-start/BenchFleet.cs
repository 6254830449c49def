using System.Globalization;
using System.Text.Json;
using Vfleet.Lab.Fleet;
using Vfleet.Lab.Hosts;

namespace Vfleet.Bench.VmStart;

/// <summary>A fleet of one emulated host whose first PF has as many VFs as it can.</summary>
internal sealed class BenchFleet(LabHost host, LabEngine engine, string pf)
{
    /// <summary>How many VFs, and how many VMs at most.</summary>
    public const int Most = 7;

    private const string Guest = "/var/lib/vfleet-lab/guest";

    public LabHost Host => host;

    public LabEngine Engine => engine;

    /// <summary>The netdev of the PF.</summary>
    public string Pf => pf;

    /// <summary>The words that make a small VM.</summary>
    public static string Parts => $"--memory 160 --kernel {Guest}/vmlinuz --initrd {Guest}/initrd --cmdline \"console=ttyS0 quiet no_timer_check\"";

    public static async Task<BenchFleet> JoinAsync(LabHost host, LabEngine engine, string root)
    {
        await LabInstallation.InstallAsync(host, root, $"{root}/artifacts/vfleet/vfleet");
        await engine.JoinAsync(host);
        var pf = (await host.RunAsync($"ls /sys/bus/pci/devices/{host.Pfs[0].Address}/net")).OrThrow().Text;
        await engine.DoAsync("network add red --vlan 100");
        await engine.DoAsync("profile add red/fast --passthrough required");
        await engine.DoAsync($"pf set {pf} --host {host.Name} --vfs {Most} --wait");
        return new BenchFleet(host, engine, pf);
    }

    /// <summary>How long the last operations of a kind took: from the making of the first to the end of the last, as the engine wrote them down.</summary>
    public async Task<TimeSpan> TookAsync(string kind, int count)
    {
        var operations = (await engine.AskAsync("operation list --limit 1000")).GetProperty("items").EnumerateArray();
        var last = operations.Where(one => one.GetProperty("kind").GetString() == kind).OrderBy(Created).TakeLast(count).ToList();
        return last.Max(one => one.GetProperty("updated").GetDateTimeOffset()) - Created(last[0]);
    }

    /// <summary>The time between two lines of <c>date +%s%N</c>.</summary>
    public static TimeSpan Between(string from, string to) =>
        TimeSpan.FromMicroseconds((long.Parse(to, CultureInfo.InvariantCulture) - long.Parse(from, CultureInfo.InvariantCulture)) / 1000.0);

    private static DateTimeOffset Created(JsonElement operation) => operation.GetProperty("created").GetDateTimeOffset();
}
