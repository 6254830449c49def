using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Vfleet.Bench.Fleet;
using Vfleet.Domain.Fleet;
using Vfleet.Engine;
using Vfleet.Engine.Access;
using Vfleet.Engine.Placing;
using Vfleet.FleetKit;
using Vfleet.Storage;

var arguments = args.ToList();
var at = arguments.IndexOf("--program");
var program = arguments[at + 1];
arguments.RemoveRange(at, 2);
var what = arguments.FirstOrDefault() ?? "placements";
Console.WriteLine($"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}");
Console.WriteLine(File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) ?? "");
var folder = Directory.CreateTempSubdirectory("vfleet-bench").FullName;
try
{
    return what switch
    {
        "placements" => await PlacementsAsync(Path.Join(folder, "fleet.db"), 1, 5000, 50),
        "postgres" => await PlacementsAsync(arguments[1], 3, 2000, double.MaxValue),
        "agents" => await AgentLoad.RunAsync(program, folder, arguments.Count > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 10_000),
        "start" => await StartAsync(),
        "engine" => await InProcessAsync(),
        _ => Fail($"'{what}' is none of placements, postgres, agents, start, engine"),
    };
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 2;
}

async Task<int> PlacementsAsync(string store, int count, double least, double most99)
{
    Seed seed;
    await using (var opened = await FleetStores.OpenAsync(store, TimeProvider.System, CancellationToken.None))
    {
        seed = await Seed.WriteAsync(opened, hosts: 1024);
    }

    var engines = new List<EngineProcess>();
    try
    {
        for (var i = 0; i < count; i++)
        {
            engines.Add((await EngineProcess.StartAsync(program, Path.Join(folder, $"engine{i}"), store, $"engine{i}")).Engine);
        }

        var load = new PlacementLoad(seed, engines, clients: 32 * count, share: 0.9);
        await load.WarmUpAsync();
        var rate = await load.RunAsync();
        var met = rate >= least && load.Percentile99 <= most99;
        Console.WriteLine(met ? "goal met" : $"goal missed: at least {least} VMs/s{(most99 < 1e6 ? $", 99 of 100 under {most99} ms" : "")}");
        return met ? 0 : 1;
    }
    finally
    {
        foreach (var engine in engines)
        {
            await engine.DisposeAsync();
        }
    }
}

async Task<int> InProcessAsync()
{
    var store = Path.Join(folder, "fleet.db");
    Seed seed;
    await using (var opened = await FleetStores.OpenAsync(store, TimeProvider.System, CancellationToken.None))
    {
        seed = await Seed.WriteAsync(opened, hosts: 1024);
    }

    await PlaceAsync(store, seed, vms: arguments.Count > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 20_000, workers: 32);
    return 0;
}

async Task PlaceAsync(string store, Seed seed, int vms, int workers)
{
    await using var engine = await FleetEngine.OpenAsync(
        await FleetStores.OpenAsync(store, TimeProvider.System, CancellationToken.None),
        new EngineOptions(),
        new EngineMetrics(),
        NullLogger.Instance,
        TimeProvider.System,
        CancellationToken.None);
    var began = TimeProvider.System.GetTimestamp();
    var number = 0;
    var placed = 0;
    await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
    {
        var random = new Random(worker);
        int next;
        while ((next = Interlocked.Increment(ref number)) <= vms)
        {
            var vm = new Vm(Guid.CreateVersion7(), $"vm{next:d6}", seed.Cluster.Id)
            {
                Cpus = 1,
                MemoryMiB = 1024,
                Nics = [.. Enumerable.Range(1, random.Next(1, 5)).Select(nic => new Vnic(Guid.CreateVersion7(), $"nic{nic}")
                {
                    ProfileId = seed.Profiles[random.Next(seed.Profiles.Length)].Id,
                    Type = VnicType.PciPassthrough,
                })],
            };
            switch (await engine.Placements.PlaceAsync(new PlacingWish([new WishedVm(null, vm)]), Caller.Engine, CancellationToken.None))
            {
                case PlacingResult.Done:
                    Interlocked.Increment(ref placed);
                    break;
                case PlacingResult.Refused refused:
                    throw new InvalidOperationException($"VM {next} is refused: {refused.Problems[0]}");
            }
        }
    })));
    var took = TimeProvider.System.GetElapsedTime(began);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"in process: {placed} VMs placed durably in {took.TotalSeconds:F1} s: {placed / took.TotalSeconds:F0} VMs/s"));
}

async Task<int> StartAsync()
{
    const int Hosts = 10_000;
    const int Vms = 100_000;
    var store = Path.Join(folder, "fleet.db");
    Seed seed;
    await using (var opened = await FleetStores.OpenAsync(store, TimeProvider.System, CancellationToken.None))
    {
        seed = await Seed.WriteAsync(opened, Hosts);
    }

    await PlaceAsync(store, seed, Vms, 64);
    var (started, ready) = await EngineProcess.StartAsync(program, Path.Join(folder, "engine"), store, "engine");
    await using (started)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"start with {Hosts} hosts and {Vms} VMs, a file of {new FileInfo(store).Length / 1048576.0:F0} MiB: ready in {ready.TotalSeconds:F2} s, {started.MemoryMiB:F0} MiB"));
    }

    var met = ready < TimeSpan.FromSeconds(5);
    Console.WriteLine(met ? "goal met" : "goal missed: 5 s");
    return met ? 0 : 1;
}
