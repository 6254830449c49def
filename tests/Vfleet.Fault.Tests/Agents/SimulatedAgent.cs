using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Vfleet.Api;
using Vfleet.Api.Agents;
using Vfleet.FleetKit;

namespace Vfleet.Fault.Tests.Agents;

/// <summary>
/// The agent of a host that exists only here. It speaks the real protocol: holds a stream of wishes, reports what the host is, and goes to another engine
/// when the one that it talks to does not answer, or when it likes.
/// </summary>
internal sealed class SimulatedAgent(JoinedHost host, IReadOnlyList<Uri> engines, HostModels models, Random random)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(900);
    private string? _reported;
    private Dictionary<string, JsonElement?> _last = [];
    private long _seen;

    /// <summary>How many reports were answered.</summary>
    public int Reports { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var engine = engines[random.Next(engines.Count)];
            using var session = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            session.CancelAfter(TimeSpan.FromSeconds(random.Next(5, 40)));
            using var client = host.NewClient();
            var following = FollowAsync(engine, client, session.Token);
            try
            {
                while (!session.IsCancellationRequested)
                {
                    await ReportAsync(engine, client, session.Token);
                    await Task.Delay(s_pause * (0.5 + random.NextDouble()), TimeProvider.System, session.Token);
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException or OperationCanceledException)
            {
                // To another one.
            }

            await session.CancelAsync();
            await following;
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 300)), TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task ReportAsync(Uri engine, HttpClient client, CancellationToken cancellationToken)
    {
        // First what was seen of the wishes, then what the host is: it is at least as new.
        var generation = Interlocked.Read(ref _seen);
        var sections = ReportSections.Of(models.InventoryOf(host.Id));
        var changed = _reported is null
            ? sections
            : sections.Where(section => section.Value!.Value.GetRawText() != _last[section.Key]!.Value.GetRawText()).ToDictionary(StringComparer.Ordinal);
        var hash = ReportSections.HashOf(sections);
        var report = new HostReport { Hash = hash, Base = _reported, Sections = changed, Generation = generation };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_patience);

        // What is not answered may have been taken over or not: the next one says everything.
        _reported = null;
        using var answer = await client.PostAsJsonAsync(new Uri(engine, Routes.AgentReport), report, ApiJson.Default.HostReport, limit.Token);
        answer.EnsureSuccessStatusCode();
        var said = (await answer.Content.ReadFromJsonAsync(ApiJson.Default.ReportAnswer, limit.Token))!;
        (_reported, _last) = (said.Full ? null : hash, sections);
        Reports++;
    }

    private async Task FollowAsync(Uri engine, HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(engine, Routes.AgentDesired))
            {
                Version = client.DefaultRequestVersion,
                VersionPolicy = client.DefaultVersionPolicy,
            };
            request.Headers.Accept.ParseAdd("text/event-stream");
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            answer.EnsureSuccessStatusCode();
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line.StartsWith("data:", StringComparison.Ordinal))
                {
                    // An engine that is behind says again what is long done.
                    var wish = JsonSerializer.Deserialize(line.AsSpan(5), ApiJson.Default.DesiredState)!;
                    Interlocked.Exchange(ref _seen, Math.Max(Interlocked.Read(ref _seen), wish.Generation));
                }
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            // The reports notice it too, or the session ends.
        }
    }
}
