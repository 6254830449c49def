using System.Globalization;
using Vfleet.Bench;
using Vfleet.Bench.Restore;
using Vfleet.Host.Restoring;
using Vfleet.Primitives;

// What vfleet restore does after a boot, in process, for 8 PFs with 4 VFs each on vfio: seven whose kernel takes 0.3 s to make them, one that takes
// 0.6 s. By turns: all of them as the program does it, and each alone, one after the other.
const int Pfs = 8;
const int Vfs = 4;
const int Rounds = 9;
const int WarmUp = 1;
const double Goal = 1.3;
var usual = TimeSpan.FromMilliseconds(300);
var slow = TimeSpan.FromMilliseconds(600);

using var host = new SlowHost();
for (var number = 1; number <= Pfs; number++)
{
    host.Add(number, number == Pfs ? slow : usual, Vfs);
}

var together = new Times($"all {Pfs} PFs");
var slowest = new Times("the slowest PF alone");
var sum = new Times("one PF after the other");
for (var round = -WarmUp; round < Rounds; round++)
{
    host.Boot();
    var all = await TimeAsync(() => HostRestore.RunAsync(host.Open, RestoreScope.All, progress: null, CancellationToken.None));
    Check();

    host.Boot();
    var each = new List<TimeSpan>();
    foreach (var pf in host.Pfs)
    {
        each.Add(await TimeAsync(() => RestoreAsync(pf)));
    }

    Check();
    if (round >= 0)
    {
        together.Add(all);
        slowest.Add(each.Max());
        sum.Add(each.Aggregate((one, other) => one + other));
    }
}

together.Print(slowest);
slowest.Print(slowest);
sum.Print(slowest);
var ratio = together.Median / slowest.Median;
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"restoring {Pfs} PFs: {ratio:F2}x the slowest of them (goal: at most {Goal}x), {together.Median / sum.Median:F2}x all of them one after the other"));
return ratio <= Goal ? 0 : 1;

async Task RestoreAsync(PciAddress pf)
{
    await using var opened = host.Open();
    _ = await opened.Keeping.RestoreAsync(pf, RestoreScope.All, progress: null, CancellationToken.None);
}

void Check()
{
    if (host.OnVfio(Vfs) is var restored && restored != Pfs * Vfs)
    {
        throw new InvalidOperationException($"{restored} VFs are restored, not {Pfs * Vfs}");
    }
}

static async Task<TimeSpan> TimeAsync(Func<Task> work)
{
    var began = TimeProvider.System.GetTimestamp();
    await work();
    return TimeProvider.System.GetElapsedTime(began);
}
