using System.Globalization;

namespace Vfleet.Bench.VmStart;

/// <summary>
/// By turns: the engine starts a VM with a VF, and <c>virsh create</c> starts a guest of the same XML with the same VF, managed by libvirt (timed on the
/// host).
/// </summary>
internal static class Starts
{
    private const int Rounds = 9;
    private const double Slower = 1.05;
    private const double Seconds = 0.5;

    /// <summary>Measures, and prints what came out.</summary>
    /// <returns>Whether the goal is met.</returns>
    public static async Task<bool> MeasureAsync(BenchFleet fleet)
    {
        var (ours, theirs) = (new Times("the engine starts a VM with a VF"), new Times("virsh create of the same XML"));
        await fleet.Engine.DoAsync($"vm add one {BenchFleet.Parts} --nic red/fast");
        for (var round = -1; round < Rounds; round++)
        {
            var took = await fleet.StartAsync("one");
            await fleet.Host.RunAsync(
                "virsh dumpxml --inactive one | sed \"s/<interface type='hostdev'>/<interface type='hostdev' managed='yes'>/; s/<name>one/<name>other/; /<uuid>/d\" > /root/other.xml");
            await fleet.Engine.DoAsync("vm stop one --wait");
            var created = (await fleet.Host.RunAsync(
                "s=$(date +%s%N); virsh -q create /root/other.xml && e=$(date +%s%N) && virsh -q destroy other && echo $s && echo $e")).OrThrow().Lines;
            if (round >= 0)
            {
                ours.Add(took);
                theirs.Add(BenchFleet.Between(created[0], created[1]));
            }
        }

        await fleet.Engine.DoAsync("vm remove one");
        ours.Print(theirs);
        theirs.Print(theirs);
        var more = (ours.Median - theirs.Median) / 1000;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a start takes {more:F2} s more than libvirt alone (goal: at most {Seconds} s or {Slower - 1:P0})"));
        return ours.Median <= theirs.Median * Slower || more <= Seconds;
    }
}
