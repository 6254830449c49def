using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Vfleet.Server.Configuring;
using Vfleet.Server.Running;
using Vfleet.TestKit.Fleet;

namespace Vfleet.Server.Tests.Seeing;

public sealed class CollectorTests
{
    // The services of OTLP over gRPC (opentelemetry-proto, collector/metrics/v1 and collector/trace/v1).
    private const string Metrics = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
    private const string Traces = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    [Fact]
    public async Task Metrics_and_a_trace_of_each_request_go_to_the_configured_collector()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var collector = new Collector();
        await collector.StartAsync();
        var options = new ServerOptions { Listen = [new IPEndPoint(IPAddress.Loopback, 0)], Names = ["127.0.0.1"], Otlp = collector.Address };
        var server = await EngineServer.StartAsync(options, new InMemoryStore(TimeProvider.System), logging => logging.ClearProviders(), TimeProvider.System, cancellationToken);
        using (var http = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null } }))
        {
            using var answer = await http.GetAsync(new Uri(new Uri(server.Addresses.Single()), "/healthz"), cancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        // What was gathered is sent at the latest when the engine ends.
        await server.DisposeAsync();

        // Names stand as they are in the messages (protobuf: UTF-8 with a length before it).
        collector.Received[Metrics].ShouldContain("vfleet_http_request_seconds");
        collector.Received[Metrics].ShouldContain("vfleet_store_works");
        collector.Received[Traces].ShouldContain("GET /healthz");
        collector.Received[Traces].ShouldContain("vfleetd");
    }

    private sealed class Collector : IAsyncDisposable
    {
        private readonly WebApplication _app;

        public Collector()
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
            _app = builder.Build();
            _app.Run(AnswerAsync);
        }

        public ConcurrentDictionary<string, string> Received { get; } = new();

        public Uri Address => new(_app.Urls.Single());

        public Task StartAsync() => _app.StartAsync();

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private async Task AnswerAsync(HttpContext context)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var text = System.Text.Encoding.Latin1.GetString(body.ToArray());
            Received.AddOrUpdate(context.Request.Path, text, (_, before) => before + text);
            context.Response.ContentType = "application/grpc";

            // An empty message: not compressed, no bytes.
            await context.Response.Body.WriteAsync(new byte[5]);
            context.Response.AppendTrailer("grpc-status", "0");
        }
    }
}
