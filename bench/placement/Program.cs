using System.Globalization;
using Vfleet.Bench.Placement;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Placement;

// 10,000 hosts with 4 PFs of 16 VFs, filled with VMs of 1-4 VFs until nine of ten VFs are given away; then what cannot be placed on a full fleet.
const double GoalMicroseconds = 100;
const double GoalRefusalMilliseconds = 5;
const double Full = 0.9;
const int Refusals = 101;

Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20} MiB, {Environment.OSVersion}, .NET {Environment.Version}"));
var failed = 0;
foreach (var policy in new[] { PlacementPolicy.Pack, PlacementPolicy.Spread })
{
    failed |= Measure(policy, "first run, with compiling");
    failed |= Measure(policy, "second run");
}

return failed;

static int Measure(PlacementPolicy policy, string run)
{
    var fleet = new BenchFleet(policy);
    var picture = new FleetPicture();
    var began = TimeProvider.System.GetTimestamp();
    Feed(picture, fleet);
    _ = picture.Place(new PlacementRequest([]));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{policy}, {run}: picture of {BenchFleet.HostCount} hosts made in {Since(began) / 1000:F0} ms"));

    var firstFit = new FirstFit(fleet);
    var placing = new List<double>();
    var baseline = new List<double>();
    var (taken, lost, allocated) = (0, 0, 0L);
    while (taken < Full * BenchFleet.HostCount * BenchFleet.PfsOfHost * BenchFleet.VfsOfPf)
    {
        var vm = fleet.Next();
        var before = GC.GetAllocatedBytesForCurrentThread();
        began = TimeProvider.System.GetTimestamp();
        var outcome = picture.Place(new PlacementRequest([vm]));
        if (outcome is not PlacementOutcome.Placed { Vms: [var placement] })
        {
            throw new InvalidOperationException($"{vm.Name} was refused with {taken} VFs taken");
        }

        picture.Take(placement);
        placing.Add(Since(began));
        allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        taken += vm.Nics.Length;

        began = TimeProvider.System.GetTimestamp();
        lost += firstFit.Place(vm) ? 0 : 1;
        baseline.Add(Since(began));
    }

    Print("Vfleet", placing);
    Print("first fit", baseline);
    var halves = placing.Chunk(placing.Count / 10).Select(Median);
    Console.WriteLine($"  medians by tenth of the way: {string.Join(' ', halves.Select(median => median.ToString("F1", CultureInfo.InvariantCulture)))} us");
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"  ratio of medians {Median(placing) / Median(baseline):F2}; {placing.Count} VMs, {allocated / placing.Count} bytes each; first fit refused {lost}"));

    // On, until VMs are refused: some VFs are left, but not those that they need on one host.
    var refusing = new List<double>();
    while (refusing.Count < Refusals)
    {
        var request = new PlacementRequest([fleet.Next()]);
        began = TimeProvider.System.GetTimestamp();
        var outcome = picture.Place(request);
        var time = Since(began);
        if (outcome is PlacementOutcome.Placed { Vms: [var placement] })
        {
            picture.Take(placement);
            taken += placement.Nics.Length;
        }
        else
        {
            refusing.Add(time);
        }
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  refused {Refusals} by the time {100.0 * taken / (BenchFleet.HostCount * BenchFleet.PfsOfHost * BenchFleet.VfsOfPf):F2} % of the VFs were taken"));
    Print("refusal", refusing);
    return Median(placing) < GoalMicroseconds && Median(refusing) / 1000 < GoalRefusalMilliseconds ? 0 : 1;
}

static void Feed(FleetPicture picture, BenchFleet fleet)
{
    picture.Set(fleet.Cluster);
    foreach (var network in fleet.Networks)
    {
        picture.Set(network);
    }

    foreach (var profile in fleet.Profiles)
    {
        picture.Set(profile);
    }

    foreach (var host in fleet.Hosts)
    {
        picture.Set(host);
    }

    foreach (var inventory in fleet.Inventories)
    {
        picture.Set(inventory);
    }

    foreach (var configuration in fleet.Configurations)
    {
        picture.Set(configuration);
    }
}

static double Since(long began) => TimeProvider.System.GetElapsedTime(began).TotalMicroseconds;

static double Median(IReadOnlyCollection<double> times) => times.Order().ElementAt(times.Count / 2);

static void Print(string what, List<double> microseconds)
{
    var sorted = microseconds.Order().ToList();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"  {what,-10} median {sorted[sorted.Count / 2],9:F2} us, 99 % {sorted[sorted.Count * 99 / 100],9:F2} us, most {sorted[^1],9:F0} us"));
}
