using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using Vfleet.FleetKit;

namespace Vfleet.Bench.Ovirt;

/// <summary>Clients that list a host's NICs over HTTPS, each over a connection of its own, one request after the other.</summary>
internal sealed class ListingLoad(EngineProcess engine, string token, IReadOnlyList<Guid> hosts)
{
    private const int Buffer = 256 * 1024;

    /// <summary>Lists one after the other, and tells the median.</summary>
    /// <param name="query">What is asked for beside all content.</param>
    /// <param name="times">How often.</param>
    /// <returns>Milliseconds.</returns>
    public async Task<double> MedianAsync(string query, int times)
    {
        using var client = NewClient(isCompressed: false);
        var took = new double[times];
        var buffer = new byte[Buffer];
        for (var i = 0; i < times; i++)
        {
            took[i] = (await ListAsync(client, hosts[i % hosts.Count], query, buffer)).Milliseconds;
        }

        return took.Order().ElementAt(times / 2);
    }

    /// <summary>Lists as fast as it is answered.</summary>
    /// <param name="connections">How many clients.</param>
    /// <param name="isCompressed">Whether they ask for compressed answers, as oVirt's SDK does, and unpack them.</param>
    /// <param name="length">How long.</param>
    /// <returns>What was measured.</returns>
    public async Task<Measured> RunAsync(int connections, bool isCompressed, TimeSpan length)
    {
        var latencies = new ConcurrentBag<double>();
        long bytes = 0;
        var (engineBefore, ownBefore) = (engine.Processor, Environment.CpuUsage.TotalTime);
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(number => Task.Run(async () =>
        {
            using var client = NewClient(isCompressed);
            var buffer = ArrayPool<byte>.Shared.Rent(Buffer);
            for (var i = number; TimeProvider.System.GetElapsedTime(began) < length; i++)
            {
                var (took, read) = await ListAsync(client, hosts[i % hosts.Count], "", buffer);
                latencies.Add(took);
                Interlocked.Add(ref bytes, read);
            }
        })));
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var sorted = latencies.Order().ToArray();
        return new Measured(
            sorted.Length / seconds,
            sorted[sorted.Length / 2],
            sorted[(int)(sorted.Length * 0.99)],
            bytes / (double)sorted.Length / 1024,
            (engine.Processor - engineBefore).TotalSeconds / seconds,
            (Environment.CpuUsage.TotalTime - ownBefore).TotalSeconds / seconds);
    }

    private async Task<(double Milliseconds, long Bytes)> ListAsync(HttpClient client, Guid host, string query, byte[] buffer)
    {
        var began = TimeProvider.System.GetTimestamp();
        var path = new Uri(engine.Address, $"/ovirt-engine/api/hosts/{host:D}/nics?all_content=true{query}");
        using var answer = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }

        await using var body = await answer.Content.ReadAsStreamAsync();
        long bytes = 0;
        int read;
        while ((read = await body.ReadAsync(buffer)) > 0)
        {
            bytes += read;
        }

        return (TimeProvider.System.GetElapsedTime(began).TotalMilliseconds, bytes);
    }

    private HttpClient NewClient(bool isCompressed)
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null },
            MaxConnectionsPerServer = 1,
            UseCookies = false,
            AutomaticDecompression = isCompressed ? DecompressionMethods.GZip : DecompressionMethods.None,
        });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        client.DefaultRequestHeaders.Add("Version", "4");
        client.DefaultRequestHeaders.Add("Accept", "application/xml");
        return client;
    }
}

/// <summary>What came of a load.</summary>
/// <param name="Rate">Listings per second.</param>
/// <param name="Median">Milliseconds that one took.</param>
/// <param name="Percentile99">Milliseconds that 99 of 100 took at most.</param>
/// <param name="Kibibytes">KiB of one, unpacked.</param>
/// <param name="EngineCores">Cores that the engine used.</param>
/// <param name="ClientCores">Cores that the clients used.</param>
internal sealed record Measured(double Rate, double Median, double Percentile99, double Kibibytes, double EngineCores, double ClientCores)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Rate:F0} listings/s of {Kibibytes:F0} KiB, median {Median:F1} ms, 99 of 100 under {Percentile99:F1} ms; engine {EngineCores:F2} cores, clients {ClientCores:F2} cores");
}
