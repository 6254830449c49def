using System.Globalization;

namespace Vfleet.Bench.VmStart;

/// <summary>
/// By turns: the engine plugs a VF into one running VM, and VFs into seven at once; <c>virsh attach-device</c> gives one guest, and then seven at once, VFs
/// that libvirt manages (timed on the host).
/// </summary>
internal static class Plugs
{
    private const int Rounds = 3;
    private const double AtOnce = 2;
    private const double SlowerAtOnce = 1.2;

    // bare PF N: gives each of the first N guests a VF at once, says when that began and ended, and takes the VFs back, in a minute at most.
    private const string Bare = """
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
          for try in $(seq 20); do
            virsh dumpxml v$i | grep -q "type='hostdev'" || continue 2
            [ $((try % 5)) = 1 ] && virsh -q detach-device v$i /root/bare$i.xml 2> /dev/null
            sleep 1
          done
          echo "guest v$i does not let go of its VF" >&2
          exit 1
        done
        """;

    /// <summary>Measures, and prints what came out.</summary>
    /// <returns>Whether the goal is met.</returns>
    public static async Task<bool> MeasureAsync(BenchFleet fleet)
    {
        var engine = fleet.Engine;
        for (var vm = 0; vm < BenchFleet.Most; vm++)
        {
            await engine.DoAsync($"vm add v{vm} {BenchFleet.Parts} --start --wait");
            await engine.DoAsync($"nic add v{vm} --profile red/fast --plugged off");
        }

        // The last of them has booted when it has been quiet for a while.
        await Task.Delay(TimeSpan.FromMinutes(1), TimeProvider.System);
        (await fleet.Host.RunAsync($"cat > /root/bare <<'SH'\n{Bare}\nSH")).OrThrow();
        var (alone, together) = (new Times("a VF is plugged into one VM"), new Times($"VFs are plugged into {BenchFleet.Most} VMs at once"));
        var (bareAlone, bareTogether) = (new Times("virsh attach-device of one"), new Times($"virsh attach-device of {BenchFleet.Most} at once"));
        for (var round = -1; round < Rounds; round++)
        {
            var one = await PlugAsync(fleet, 1);
            var all = await PlugAsync(fleet, BenchFleet.Most);
            var (bareOne, bareAll) = (await BareAsync(fleet, 1), await BareAsync(fleet, BenchFleet.Most));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  plugs: one {one.TotalSeconds:F1} s, all {all.TotalSeconds:F1} s; virsh: one {bareOne.TotalSeconds:F1} s, all {bareAll.TotalSeconds:F1} s"));
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
            $"{BenchFleet.Most} at once take {ratio:F2}x one (goal: at most {AtOnce}x); libvirt's own take {bareRatio:F2}x one, and ours {against:F2}x libvirt's (at most {SlowerAtOnce}x where libvirt itself misses the goal)"));
        return ratio <= AtOnce || (bareRatio > AtOnce && against <= SlowerAtOnce);
    }

    private static async Task<TimeSpan> PlugAsync(BenchFleet fleet, int count)
    {
        var vms = Enumerable.Range(0, count).ToList();
        await Task.WhenAll(vms.Select(vm => fleet.Engine.DoAsync($"nic plug v{vm} nic1 --wait")));
        var took = await fleet.TookAsync("nic.plug", count);
        await Task.WhenAll(vms.Select(vm => fleet.Engine.DoAsync($"nic unplug v{vm} nic1 --wait --seconds 120")));
        return took;
    }

    private static async Task<TimeSpan> BareAsync(BenchFleet fleet, int count)
    {
        var times = (await fleet.Host.RunAsync($"bash /root/bare {fleet.Pf} {count}", TimeSpan.FromMinutes(5))).OrThrow().Lines;
        return BenchFleet.Between(times[0], times[1]);
    }
}
