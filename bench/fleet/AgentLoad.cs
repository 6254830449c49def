using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Vfleet.Api;
using Vfleet.Api.Agents;
using Vfleet.FleetKit;
using Vfleet.Storage;

namespace Vfleet.Bench.Fleet;

/// <summary>Agents that do nothing but talk: each joins, holds its stream of wishes, and reports every 10 s over a connection of its own with its own certificate.</summary>
internal static class AgentLoad
{
    private const double MostCores = 1;
    private const double MostMiB = 2048;
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(60);
    private static int s_reports;
    private static int s_failed;
    private static int s_streams;

    public static async Task<int> RunAsync(string program, string folder, int agents)
    {
        var store = Path.Join(folder, "fleet.db");
        Seed seed;
        await using (var opened = await FleetStores.OpenAsync(store, TimeProvider.System, CancellationToken.None))
        {
            seed = await Seed.WriteAsync(opened, hosts: 0);
        }

        var (engine, _) = await EngineProcess.StartAsync(program, Path.Join(folder, "engine"), store, "engine");
        await using (engine)
        {
            var began = TimeProvider.System.GetTimestamp();
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var admin = EngineProcess.NewClient();
            admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", seed.Token);
            var joined = new JoinedHost[agents];
            await Parallel.ForEachAsync(Enumerable.Range(0, agents), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
                joined[i] = await JoinedHost.JoinAsync(engine.Address, admin, key, $"host{i:d5}"));
            Print($"{agents} hosts joined in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F0} s");

            using var stop = new CancellationTokenSource();
            began = TimeProvider.System.GetTimestamp();
            var running = joined.Select((answer, i) => Task.Run(() => AgentAsync(engine.Address, answer, i, stop.Token))).ToArray();
            while (Volatile.Read(ref s_streams) < agents || Volatile.Read(ref s_reports) < agents)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
                if (TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromMinutes(10))
                {
                    Print($"after 10 minutes only {s_streams} streams and {s_reports} reports, {s_failed} failures");
                    return 1;
                }
            }

            Print($"all connected and reported in full in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F0} s, {s_failed} failures on the way");
            await Task.Delay(s_every, TimeProvider.System);
            var (processor, reports, failed, from) = (engine.Processor, s_reports, s_failed, TimeProvider.System.GetTimestamp());
            await Task.Delay(s_measured, TimeProvider.System);
            var took = TimeProvider.System.GetElapsedTime(from).TotalSeconds;
            var cores = (engine.Processor - processor).TotalSeconds / took;
            Print($"{(s_reports - reports) / took:F0} reports/s, {s_failed - failed} failures: engine {cores:F2} cores, {engine.MemoryMiB:F0} MiB");
            await stop.CancelAsync();
            await Task.WhenAll(running);
            var met = cores < MostCores && engine.MemoryMiB < MostMiB && s_failed == failed;
            Console.WriteLine(met ? "goal met" : "goal missed: under 1 core and 2 GiB without failures");
            return met ? 0 : 1;
        }
    }

    private static async Task AgentAsync(Uri engine, JoinedHost joined, int number, CancellationToken cancellationToken)
    {
        using var client = joined.NewClient();

        // Spread over the 10 s, as hosts that were started by different people are.
        await Quiet(() => Task.Delay(s_every * (number % 1000 / 1000.0), TimeProvider.System, cancellationToken));
        var stream = FollowAsync(engine, client, cancellationToken);
        var sections = ReportSections.Of(Seed.InventoryOf(joined.Id));
        var hash = ReportSections.HashOf(sections);
        var isKnown = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            await Quiet(async () =>
            {
                var report = new HostReport { Hash = hash, Base = isKnown ? hash : null, Sections = isKnown ? null : sections, Generation = 0 };
                using var answer = await client.PostAsJsonAsync(new Uri(engine, Routes.AgentReport), report, ApiJson.Default.HostReport, cancellationToken);
                answer.EnsureSuccessStatusCode();
                isKnown = !(await answer.Content.ReadFromJsonAsync(ApiJson.Default.ReportAnswer, cancellationToken))!.Full;
                Interlocked.Increment(ref s_reports);
            });
            await Quiet(() => Task.Delay(s_every, TimeProvider.System, cancellationToken));
        }

        await stream;
    }

    private static async Task FollowAsync(Uri engine, HttpClient client, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var isOpen = false;
            await Quiet(async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(engine, Routes.AgentDesired));
                request.Headers.Accept.ParseAdd("text/event-stream");
                (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
                using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                answer.EnsureSuccessStatusCode();
                Interlocked.Increment(ref s_streams);
                isOpen = true;
                using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8, false, 256);
                while (await lines.ReadLineAsync(cancellationToken) is not null)
                {
                    // Nothing is to be done: these hosts only talk.
                }
            });
            if (isOpen)
            {
                Interlocked.Decrement(ref s_streams);
            }

            await Quiet(() => Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken));
        }
    }

    private static async Task Quiet(Func<Task> what)
    {
        try
        {
            await what();
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            Interlocked.Increment(ref s_failed);
        }
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
