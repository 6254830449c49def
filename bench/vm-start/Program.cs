using System.Globalization;
using System.Text.Json;
using Vfleet.Bench;
using Vfleet.Lab;
using Vfleet.Lab.Fleet;

// One emulated host with 7 VFs, an engine on this machine. By turns: the engine starts a VM with a VF (from the operation's making to its end, as the engine
// wrote them down), and 'virsh create' starts a guest of the same XML with the same VF, managed by libvirt (timed on the host). Then a VF is plugged
// into one running VM, and into seven at once, by turns with 'virsh attach-device' of VFs that libvirt manages, one and seven at once.
const int Rounds = 5;
const int Most = 7;
const string Guest = "/var/lib/vfleet-lab/guest";
const double Slower = 1.05;
const double Seconds = 0.5;
const double AtOnce = 2;
const double SlowerAtOnce = 1.2;

// bare PF N: gives each of the first N guests a VF at once, says when that began and ended (nanoseconds), and takes the VFs back.
const string Bare = """
    pf=$1 last=$(($2 - 1))
    for i in $(seq 0 $last); do
      a=$(basename $(readlink /sys/class/net/$pf/device/virtfn$i))
      echo "<interface type='hostdev' managed='yes'><mac address='52:54:00:bb:00:0$i'/><source><address type='pci' domain='0x0000' bus='0x${a:5:2}' slot='0x${a:8:2}' function='0x${a:11:1}'/></source><vlan><tag id='100'/></vlan></interface>" > /root/bare$i.xml
    done
    date +%s%N
    jobs=
    for i in $(seq 0 $last); do virsh -q attach-device v$i /root/bare$i.xml & jobs="$jobs $!"; done
    for job in $jobs; do wait $job || exit 1; done
    date +%s%N
    for i in $(seq 0 $last); do
      while virsh dumpxml v$i | grep -q "type='hostdev'"; do virsh -q detach-device v$i /root/bare$i.xml 2> /dev/null; sleep 2; done
    done
    """;

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
        var took = await TookAsync("vm.start", 1);
        await host.RunAsync("virsh dumpxml --inactive one | sed \"s/<interface type='hostdev'>/<interface type='hostdev' managed='yes'>/; s/<name>one/<name>other/; /<uuid>/d\" > /root/other.xml");
        await engine.DoAsync("vm stop one --wait");

        var created = (await host.RunAsync(
            "s=$(date +%s%N); virsh -q create /root/other.xml && e=$(date +%s%N) && virsh -q destroy other && echo $s && echo $e")).OrThrow().Lines;
        if (round >= 0)
        {
            ours.Add(took);
            theirs.Add(Between(created[0], created[1]));
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
    (await host.RunAsync($"cat > /root/bare <<'SH'\n{Bare}\nSH")).OrThrow();
    var (alone, together) = (new Times("a VF is plugged into one VM"), new Times($"VFs are plugged into {Most} VMs at once"));
    var (bareAlone, bareTogether) = (new Times("virsh attach-device of one"), new Times($"virsh attach-device of {Most} at once"));
    for (var round = -1; round < Rounds; round++)
    {
        await engine.DoAsync("nic plug v0 nic1 --wait");
        var one = await TookAsync("nic.plug", 1);
        await engine.DoAsync("nic unplug v0 nic1 --wait --seconds 120");
        await Task.WhenAll(Enumerable.Range(0, Most).Select(vm => engine.DoAsync($"nic plug v{vm} nic1 --wait")));
        var all = await TookAsync("nic.plug", Most);
        await Task.WhenAll(Enumerable.Range(0, Most).Select(vm => engine.DoAsync($"nic unplug v{vm} nic1 --wait --seconds 120")));
        var (bareOne, bareAll) = (await BareAsync(1), await BareAsync(Most));
        if (round >= 0)
        {
            alone.Add(one);
            together.Add(all);
            bareAlone.Add(bareOne);
            bareTogether.Add(bareAll);
        }
    }

    together.Print(alone);
    alone.Print(alone);
    bareTogether.Print(bareAlone);
    bareAlone.Print(bareAlone);
    var (ratio, bareRatio, against) = (together.Median / alone.Median, bareTogether.Median / bareAlone.Median, together.Median / bareTogether.Median);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{Most} at once take {ratio:F2}x one (goal: at most {AtOnce}x); libvirt's own take {bareRatio:F2}x one, and ours {against:F2}x libvirt's (at most {SlowerAtOnce}x where libvirt itself misses the goal)"));
    return isQuick && (ratio <= AtOnce || (bareRatio > AtOnce && against <= SlowerAtOnce)) ? 0 : 1;

    // From the making of the first to the end of the last, as the engine wrote them down.
    async Task<TimeSpan> TookAsync(string kind, int count)
    {
        var operations = (await engine.AskAsync("operation list --limit 1000")).GetProperty("items").EnumerateArray();
        var last = operations.Where(one => one.GetProperty("kind").GetString() == kind).OrderBy(Created).TakeLast(count).ToList();
        return last.Max(one => one.GetProperty("updated").GetDateTimeOffset()) - Created(last[0]);
    }

    async Task<TimeSpan> BareAsync(int count)
    {
        var times = (await host.RunAsync($"bash /root/bare {pf} {count}", TimeSpan.FromMinutes(5))).OrThrow().Lines;
        return Between(times[0], times[1]);
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static DateTimeOffset Created(JsonElement operation) => operation.GetProperty("created").GetDateTimeOffset();

static string Parts() => $"--memory 160 --kernel {Guest}/vmlinuz --initrd {Guest}/initrd --cmdline \"console=ttyS0 quiet no_timer_check\"";

static TimeSpan Between(string from, string to) =>
    TimeSpan.FromMicroseconds((long.Parse(to, CultureInfo.InvariantCulture) - long.Parse(from, CultureInfo.InvariantCulture)) / 1000.0);
