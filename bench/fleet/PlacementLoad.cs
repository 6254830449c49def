using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.FleetKit;

namespace Vfleet.Bench.Fleet;

/// <summary>Clients that place VMs of 1 to 4 VFs, one VM in a request, as fast as they are answered, until the fleet is full to a share.</summary>
internal sealed class PlacementLoad(Seed seed, IReadOnlyList<EngineProcess> engines, int clients, double share)
{
    private readonly int _warmUpTries = 20_000 * engines.Count;
    private readonly int _warmUpVms = 2_000 * engines.Count;
    private readonly ConcurrentBag<double> _latencies = [];
    private readonly int _most = (int)(seed.Hosts.Length * Seed.PfsEach * Seed.VfsEach * share);
    private int _taken;
    private int _number;
    private int _refused;
    private int _conflicts;
    private string? _firstRefusal;

    /// <summary>
    /// Runs them until they have placed some VMs, and lets them try many more: an engine works for months, what its just-in-time compiler does in the first seconds is not what is measured.
    /// </summary>
    public async Task WarmUpAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        await RunAsync(() => Volatile.Read(ref _number) >= _warmUpTries, dryRun: true);
        await RunAsync(() => _latencies.Count >= _warmUpTries + _warmUpVms, dryRun: false);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"warmed up in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s: {_warmUpTries} placements tried, {_latencies.Count - _warmUpTries} VMs placed"));
        _latencies.Clear();
    }

    /// <summary>Runs them until the fleet is full to the share.</summary>
    /// <returns>Placements per second.</returns>
    public async Task<double> RunAsync()
    {
        var before = _taken;
        var processor = engines.Aggregate(TimeSpan.Zero, (sum, engine) => sum + engine.Processor);
        var own = Environment.CpuUsage.TotalTime;
        var began = TimeProvider.System.GetTimestamp();
        await RunAsync(() => Volatile.Read(ref _taken) >= _most, dryRun: false);
        var took = TimeProvider.System.GetElapsedTime(began);
        var sorted = _latencies.Order().ToArray();
        var rate = sorted.Length / took.TotalSeconds;
        var used = engines.Aggregate(TimeSpan.Zero, (sum, engine) => sum + engine.Processor) - processor;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{sorted.Length} VMs with {_taken - before} VFs placed until {_taken} were taken ({100.0 * _taken / (seed.Hosts.Length * Seed.PfsEach * Seed.VfsEach):F1} % of the fleet) in {took.TotalSeconds:F2} s: {rate:F0} VMs/s"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"latency: median {At(sorted, 0.5):F1} ms, 99th of 100 {At(sorted, 0.99):F1} ms, longest {sorted[^1]:F1} ms; refused {_refused}, busy {_conflicts}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"processor: engines {used.TotalSeconds / took.TotalSeconds:F2} cores, clients {(Environment.CpuUsage.TotalTime - own).TotalSeconds / took.TotalSeconds:F2} cores; memory {string.Join(", ", engines.Select(engine => $"{engine.MemoryMiB:F0} MiB"))}"));
        if (_firstRefusal is not null)
        {
            Console.WriteLine($"first refusal: {_firstRefusal}");
        }

        return rate;
    }

    public double Percentile99 => At([.. _latencies.Order()], 0.99);

    private static double At(double[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];

    private Task RunAsync(Func<bool> isEnough, bool dryRun) =>
        Task.WhenAll(Enumerable.Range(0, clients).Select(i => Task.Run(() => ClientAsync(engines[i % engines.Count], i, isEnough, dryRun))));

    private async Task ClientAsync(EngineProcess engine, int number, Func<bool> isEnough, bool dryRun)
    {
        var random = new Random(HashCode.Combine(number, _number));
        using var client = EngineProcess.NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", seed.Token);
        var target = new Uri(engine.Address, Routes.Placements);
        while (!isEnough())
        {
            var vfs = random.Next(1, 5);
            var wish = new PlacementRequestResource { Vms = [new PlacementVm { New = NewVm(random, vfs) }], DryRun = dryRun };
            using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(wish, ApiJson.Default.PlacementRequestResource));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            var began = TimeProvider.System.GetTimestamp();
            using var answer = await client.PostAsync(target, content);
            if (answer.IsSuccessStatusCode)
            {
                _ = await answer.Content.ReadAsByteArrayAsync();
                _latencies.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
                Interlocked.Add(ref _taken, dryRun ? 0 : vfs);
                continue;
            }

            var said = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode != HttpStatusCode.Conflict)
            {
                throw new InvalidOperationException($"{(int)answer.StatusCode}: {said}");
            }

            if (said.Contains("BEING_CHANGED", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref _conflicts);
                continue;
            }

            Interlocked.CompareExchange(ref _firstRefusal, said, null);
            if (Interlocked.Increment(ref _refused) > 1000)
            {
                return;
            }
        }
    }

    private VmResource NewVm(Random random, int vfs) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"vm{Interlocked.Increment(ref _number):d7}"),
        Cpus = 2,
        MemoryMiB = 2048,
        Nics =
        [
            .. Enumerable.Range(0, vfs).Select(_ => new NicResource
            {
                Profile = new Reference(seed.Profiles[random.Next(seed.Profiles.Length)].Id, null),
                Type = VnicType.PciPassthrough,
            }),
        ],
    };
}
