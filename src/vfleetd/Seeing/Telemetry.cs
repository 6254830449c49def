using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Vfleet.Engine;

namespace Vfleet.Server.Seeing;

/// <summary>Sends metrics and traces to a collector (OTLP), when one is configured.</summary>
internal static class Telemetry
{
    // The name of ASP.NET Core's source of activities: one for each request.
    private const string RequestSource = "Microsoft.AspNetCore";

    /// <summary>Begins to send.</summary>
    /// <param name="collector">The collector.</param>
    /// <param name="name">What people call this engine.</param>
    /// <param name="parts">Ends it with the engine.</param>
    public static void Send(Uri collector, string name, Stack<IAsyncDisposable> parts)
    {
        var metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("vfleetd", serviceInstanceId: name))
            .AddMeter(EngineMetrics.MeterName, RequestMetrics.MeterName)
            .AddOtlpExporter(exporter => exporter.Endpoint = collector)
            .Build();
        var traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => resource.AddService("vfleetd", serviceInstanceId: name))
            .AddSource(RequestSource)
            .AddOtlpExporter(exporter => exporter.Endpoint = collector)
            .Build();
        parts.Push(new Both(metrics, traces));
    }

    private sealed class Both(IDisposable metrics, IDisposable traces) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            traces.Dispose();
            metrics.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
