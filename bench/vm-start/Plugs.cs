using System.Globalization;
using Vfleet.Lab;

namespace Vfleet.Bench.VmStart;

/// <summary>
/// By turns: the engine plugs a VF into one running VM, and VFs into seven at once; <c>virsh attach-device</c> gives one guest, and then seven at once, VFs
/// that libvirt manages (timed on the host). The VMs are emulated, for seven at once under KVM soon end an emulated machine, and run firmware that found
/// nothing to boot, for systems would boot for minutes. Nobody in them answers an unplug, so each begins anew after it was given a VF.
/// </summary>
internal static class Plugs
{
    private const int Rounds = 3;
    private const int MostLost = 3;
    private const double AtOnce = 2;
    private const double SlowerAtOnce = 1.2;
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(10);

    // bare PF N: gives each of the first N guests a VF at once, says when that began and ended.
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
        """;

    /// <summary>Measures, and prints what came out.</summary>
    /// <returns>Whether the goal is met.</returns>
    public static async Task<bool> MeasureAsync(BenchFleet fleet)
    {
        (await fleet.Host.RunAsync("modprobe -r kvm_amd && systemctl restart libvirtd")).OrThrow();
        foreach (var vm in Vms(BenchFleet.Most))
        {
            (await fleet.Host.RunAsync($"truncate -s 1M /var/lib/libvirt/images/{vm}.img")).OrThrow();
            await fleet.Engine.DoAsync($"vm add {vm} --memory 64 --disk /var/lib/libvirt/images/{vm}.img");
            await fleet.Engine.DoAsync($"nic add {vm} --profile red/fast --plugged off");
        }

        await AnewAsync(fleet, BenchFleet.Most);
        (await fleet.Host.RunAsync($"cat > /root/bare <<'SH'\n{Bare}\nSH")).OrThrow();
        var (alone, together) = (new Times("a VF is plugged into one VM"), new Times($"VFs are plugged into {BenchFleet.Most} VMs at once"));
        var (bareAlone, bareTogether) = (new Times("virsh attach-device of one"), new Times($"virsh attach-device of {BenchFleet.Most} at once"));
        var lost = 0;
        for (var round = -1; round < Rounds;)
        {
            try
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

                round++;
            }
            catch (LabException fault) when (lost < MostLost)
            {
                lost++;
                Console.WriteLine($"  a round is lost, and made again: {fault.Message}");
                await AnewAsync(fleet, BenchFleet.Most);
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

    private static IEnumerable<string> Vms(int count) => Enumerable.Range(0, count).Select(number => $"v{number}");

    // Running, without a VF, and everything quiet. A VM that has ended by itself cannot be stopped, one without a VF not be deprived of it.
    private static async Task AnewAsync(BenchFleet fleet, int count)
    {
        foreach (var vm in Vms(count))
        {
            await fleet.Engine.RunAsync($"vm stop {vm} --wait");
            await fleet.Engine.RunAsync($"nic unplug {vm} nic1 --wait");
            await fleet.Engine.DoAsync($"vm start {vm} --wait");
        }

        await Task.Delay(s_quiet, TimeProvider.System);
    }

    private static async Task<TimeSpan> PlugAsync(BenchFleet fleet, int count)
    {
        var took = await fleet.PlugAsync(Vms(count), "nic1");
        await AnewAsync(fleet, count);
        return took;
    }

    private static async Task<TimeSpan> BareAsync(BenchFleet fleet, int count)
    {
        var times = (await fleet.Host.RunAsync($"bash /root/bare {fleet.Pf} {count}", TimeSpan.FromMinutes(5))).OrThrow().Lines;
        await AnewAsync(fleet, count);
        return BenchFleet.Between(times[0], times[1]);
    }
}
