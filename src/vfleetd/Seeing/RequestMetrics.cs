using System.Diagnostics;
using System.Diagnostics.Metrics;
using Vfleet.Server.Answering;

namespace Vfleet.Server.Seeing;

/// <summary>Counts requests.</summary>
internal sealed class RequestMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Vfleet.Server";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _requests;
    private readonly Counter<long> _reports;
    private readonly UpDownCounter<long> _streams;

    /// <summary>Makes it.</summary>
    public RequestMetrics()
    {
        _requests = _meter.CreateHistogram<double>("vfleet_http_request_seconds", "s", "How long requests took, by route, method and status");
        _reports = _meter.CreateCounter<long>("vfleet_agent_reports_total", description: "Reports of agents, by whether all sections were asked for");
        _streams = _meter.CreateUpDownCounter<long>("vfleet_streams", description: "Open event streams, by who reads them");
    }

    /// <summary>The meter, for gauges of others.</summary>
    public Meter Meter => _meter;

    /// <summary>A request was answered.</summary>
    /// <param name="route">The route.</param>
    /// <param name="status">The status code.</param>
    /// <param name="took">How long it took.</param>
    public void Answered(RouteFacts route, int status, TimeSpan took) => Answered(route.Pattern, route.Method, status, took);

    /// <summary>A request of another API was answered.</summary>
    /// <param name="route">The pattern of its route.</param>
    /// <param name="method">Its method.</param>
    /// <param name="status">The status code.</param>
    /// <param name="took">How long it took.</param>
    public void Answered(string route, string method, int status, TimeSpan took)
    {
        _requests.Record(took.TotalSeconds, new("route", route), new("method", method), new("status", status));
        if (Activity.Current is { IsAllDataRequested: true } activity)
        {
            // OpenTelemetry's names (semantic conventions, HTTP spans). The route, not the path: ids and query stay here.
            activity.DisplayName = $"{method} {route}";
            activity.SetTag("http.request.method", method);
            activity.SetTag("http.route", route);
            activity.SetTag("http.response.status_code", status);
        }
    }

    /// <summary>A report came.</summary>
    /// <param name="isFull">Whether all sections are asked for.</param>
    public void Reported(bool isFull) => _reports.Add(1, new KeyValuePair<string, object?>("full", isFull ? "true" : "false"));

    /// <summary>A stream begins or ends.</summary>
    /// <param name="reader"><c>agent</c> or <c>user</c>.</param>
    /// <param name="change">1 or -1.</param>
    public void Streams(string reader, int change) => _streams.Add(change, new KeyValuePair<string, object?>("reader", reader));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
