using System.Globalization;
using System.Text.Json;
using Vfleet.Bench;
using Vfleet.Lab;
using Vfleet.Lab.Fleet;

// One emulated host with 7 VFs, an engine on this machine. By turns: the engine starts a VM with a VF (from the operation's making to its end, as the engine
// wrote them down), and 'virsh create' starts a guest of the same XML with the same VF, managed by libvirt (timed on the host). Then a VF is plugged
// into one running VM, and into seven at once.
const int Rounds = 5;
const int Most = 7;
const string Guest = "/var/lib/vfleet-lab/guest";
const double Slower = 1.05;
const double Seconds = 0.5;
const double AtOnce = 2;

var root = args[0];
var folder = Directory.CreateTempSubdirectory("vfleet-bench").FullName;
try
{
    await using var lab = await RunningLab.StartAsync(new LabOptions("vmstart") { EndsWithProcess = true });
    await using var engine = await LabEngine.StartAsync($"{root}/src/vfleetd/bin/Release/net10.0/vfleetd", $"{root}/artifacts/vfleet/vfleet", folder);
    await lab.WaitForSshAsync();
    var host = lab.Host;
    await LabInstallation.InstallAsync(host, root, $"{root}/artifacts/vfleet/vfleet");
    await engine.JoinAsync(host);
    var pf = (await host.RunAsync($"ls /sys/bus/pci/devices/{host.Pfs[0].Address}/net")).OrThrow().Text;
    await engine.DoAsync("network add red --vlan 100");
    await engine.DoAsync("profile add red/fast --passthrough required");
    await engine.DoAsync($"pf set {pf} --host h1 --vfs {Most} --wait");

    var (ours, theirs) = (new Times("the engine starts a VM with a VF"), new Times("virsh create of the same XML"));
    await engine.DoAsync($"vm add one {Parts()} --nic red/fast");
    for (var round = -1; round < Rounds; round++)
    {
        await engine.DoAsync("vm start one --wait");
        var took = await LastAsync("vm.start");
        await host.RunAsync("virsh dumpxml --inactive one | sed \"s/<interface type='hostdev'>/<interface type='hostdev' managed='yes'>/; s/<name>one/<name>other/; /<uuid>/d\" > /root/other.xml");
        await engine.DoAsync("vm stop one --wait");

        var created = (await host.RunAsync(
            "s=$(date +%s%N); virsh -q create /root/other.xml && e=$(date +%s%N) && virsh -q destroy other && echo $s && echo $e")).OrThrow().Lines;
        if (round >= 0)
        {
            ours.Add(took);
            theirs.Add(TimeSpan.FromMicroseconds((long.Parse(created[1], CultureInfo.InvariantCulture) - long.Parse(created[0], CultureInfo.InvariantCulture)) / 1000.0));
        }
    }

    ours.Print(theirs);
    theirs.Print(theirs);
    var more = (ours.Median - theirs.Median) / 1000;
    var isQuick = ours.Median <= theirs.Median * Slower || more <= Seconds;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a start takes {more:F2} s more than libvirt alone (goal: at most {Seconds} s or {Slower - 1:P0})"));

    await engine.DoAsync("vm remove one");
    for (var vm = 0; vm < Most; vm++)
    {
        await engine.DoAsync($"vm add v{vm} {Parts()} --start --wait");
        await engine.DoAsync($"nic add v{vm} --profile red/fast --plugged off");
    }

    // The last of them has booted when it has been quiet for a while.
    await Task.Delay(TimeSpan.FromMinutes(1), TimeProvider.System);
    var (alone, together) = (new Times("a VF is plugged into one VM"), new Times($"VFs are plugged into {Most} VMs at once"));
    for (var round = 0; round < 3; round++)
    {
        alone.Add(await TimeAsync(() => engine.DoAsync("nic plug v0 nic1 --wait")));
        await engine.DoAsync("nic unplug v0 nic1 --wait");
        together.Add(await TimeAsync(() => Task.WhenAll(Enumerable.Range(0, Most).Select(vm => engine.DoAsync($"nic plug v{vm} nic1 --wait")))));
        await Task.WhenAll(Enumerable.Range(0, Most).Select(vm => engine.DoAsync($"nic unplug v{vm} nic1 --wait --seconds 120")));
    }

    together.Print(alone);
    alone.Print(alone);
    var ratio = together.Median / alone.Median;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Most} at once take {ratio:F2}x one (goal: at most {AtOnce}x)"));
    return isQuick && ratio <= AtOnce ? 0 : 1;

    async Task<TimeSpan> LastAsync(string kind)
    {
        var operations = (await engine.AskAsync("operation list")).GetProperty("items").EnumerateArray();
        var last = operations.Where(one => one.GetProperty("kind").GetString() == kind).OrderBy(Created).Last();
        return last.GetProperty("updated").GetDateTimeOffset() - Created(last);
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static DateTimeOffset Created(JsonElement operation) => operation.GetProperty("created").GetDateTimeOffset();

static string Parts() => $"--memory 160 --kernel {Guest}/vmlinuz --initrd {Guest}/initrd --cmdline \"console=ttyS0 quiet no_timer_check\"";

static async Task<TimeSpan> TimeAsync(Func<Task> work)
{
    var began = TimeProvider.System.GetTimestamp();
    await work();
    return TimeProvider.System.GetElapsedTime(began);
}
