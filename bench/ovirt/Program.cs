using System.Globalization;
using System.Runtime.InteropServices;
using Vfleet.Bench.Ovirt;
using Vfleet.FleetKit;
using Vfleet.Storage;

const double MostMilliseconds = 20;
const double LeastRate = 1000;
const int Hosts = 8;
const int Times = 200;

var program = args[0];
var connections = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 16;
var length = TimeSpan.FromSeconds(args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 15);
Console.WriteLine($"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}; load before: {File.ReadAllText("/proc/loadavg").TrimEnd()}");
var folder = Directory.CreateTempSubdirectory("vfleet-bench").FullName;
try
{
    var file = Path.Join(folder, "fleet.db");
    var hosts = new List<Guid>();
    Seed seed;
    await using (var store = await FleetStores.OpenAsync(file, TimeProvider.System, CancellationToken.None))
    {
        seed = await Seed.WriteAsync(store, hosts: 0);
        for (var i = 0; i < Hosts; i++)
        {
            hosts.Add(await LargeHost.WriteAsync(store, seed, $"large{i}"));
        }
    }

    var (engine, _) = await EngineProcess.StartAsync(program, Path.Join(folder, "engine"), file, "engine");
    await using (engine)
    {
        var load = new ListingLoad(engine, seed.Token, hosts);

        // With max a listing is made of the fleet each time, as after a change: nothing that was kept is used.
        const string Anew = "&max=100000";
        await load.MedianAsync(Anew, Times);
        await load.RunAsync(connections, isCompressed: true, TimeSpan.FromSeconds(3));
        var (anew, kept) = (await load.MedianAsync(Anew, Times), await load.MedianAsync("", Times));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one client, {LargeHost.Pfs} PFs with {LargeHost.VfsEach} VFs each: made anew {anew:F1} ms, kept {kept:F1} ms"));
        var compressed = await load.RunAsync(connections, isCompressed: true, length);
        Console.WriteLine($"{connections} connections, compressed as oVirt's SDK asks for: {compressed}");
        var plain = await load.RunAsync(connections, isCompressed: false, length);
        Console.WriteLine($"{connections} connections, not compressed: {plain}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the engine has {engine.MemoryMiB:F0} MiB; load after: {File.ReadAllText("/proc/loadavg").TrimEnd()}"));
        var isMet = anew < MostMilliseconds && compressed.Rate >= LeastRate;
        Console.WriteLine(isMet ? "goal met" : $"goal missed: a listing under {MostMilliseconds} ms, {LeastRate} listings/s compressed");
        return isMet ? 0 : 1;
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}
