using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Vfleet.Compat.Ovirt;
using Vfleet.Engine;
using Vfleet.Server.Access;
using Vfleet.Server.Agents;
using Vfleet.Server.Answering;
using Vfleet.Server.Configuring;
using Vfleet.Server.Resources;
using Vfleet.Server.Seeing;
using Vfleet.Server.Streaming;
using Vfleet.Server.Trust;
using Vfleet.Storage;

namespace Vfleet.Server.Running;

/// <summary>The engine with all that it is reached by.</summary>
internal sealed class EngineServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Stack<IAsyncDisposable> _parts;

    private EngineServer(WebApplication app, FleetEngine engine, Authority authority, string? firstPassword, Stack<IAsyncDisposable> parts)
    {
        (_app, Engine, Authority, FirstPassword, _parts) = (app, engine, authority, firstPassword, parts);
    }

    /// <summary>The fleet.</summary>
    public FleetEngine Engine { get; }

    /// <summary>The fleet's authority.</summary>
    public Authority Authority { get; }

    /// <summary>The first administrator's password; null when there was one already.</summary>
    public string? FirstPassword { get; }

    /// <summary>Addresses that it is reached at.</summary>
    public IReadOnlyCollection<string> Addresses => [.. _app.Urls];

    /// <summary>Everything that it answers.</summary>
    public IReadOnlyList<RouteFacts> Routes =>
        [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).Select(endpoint => endpoint.Metadata.GetMetadata<RouteFacts>()).OfType<RouteFacts>()];

    /// <summary>Its metrics.</summary>
    public required MetricBook Metrics { get; init; }

    /// <summary>Starts it.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="store">The store; it is closed with it.</param>
    /// <param name="logging">Where it tells what happens.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>It; it answers.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    /// <exception cref="IOException">It cannot listen.</exception>
    public static async Task<EngineServer> StartAsync(
        ServerOptions options, IFleetStore store, Action<ILoggingBuilder> logging, TimeProvider time, CancellationToken cancellationToken)
    {
        var parts = new Stack<IAsyncDisposable>();
        try
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "vfleetd" });
            logging(builder.Logging);
            builder.Services.AddRoutingCore();
            builder.WebHost.UseKestrelCore();
            builder.WebHost.UseKestrelHttpsConfiguration();
            using var early = LoggerFactory.Create(logging);
            var metrics = Keep(parts, new EngineMetrics());
            var engine = await FleetEngine.OpenAsync(store, new EngineOptions { Name = options.Name }, metrics, early.CreateLogger<FleetEngine>(), time, cancellationToken);
            parts.Push(engine);
            var authority = Keep(parts, await Authority.OpenAsync(engine, time, cancellationToken));
            var password = await FirstAdministrator.MakeAsync(engine, time, cancellationToken);
            var requests = Keep(parts, new RequestMetrics());
            var book = Keep(parts, new MetricBook(metrics.Meter, requests.Meter));
            var door = new AgentDoor(engine, time);
            var streams = new AgentStreams(door, requests);
            var traffic = new TrafficBook(time);
            FleetGauges.Make(requests.Meter, engine, streams);
            TrafficGauges.Make(requests.Meter, engine.State, traffic);
            var names = options.Names.IsEmpty ? MachineNames.All() : options.Names;
            var tls = Keep(parts, new ServerTls(authority, Outside(options), Chain(options), names, time));
            builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options, tls));
            var callers = new Callers(engine, time);
            builder.Services.AddSingleton(provider => new Dispatch(
                engine, callers, door, requests, provider.GetRequiredService<ILogger<Dispatch>>(), time, provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
            var app = builder.Build();
            app.UseMiddleware<LastResort>();
            app.UseRouting();
            var ticks = new Ticks(streams.LookAtAll, time);
            parts.Push(ticks);
            var endpoints = new Endpoints(app, app.Services.GetRequiredService<Dispatch>());
            var limits = new LoginLimits(time);
            var logIns = new LogIns(engine, Keep(parts, new Passwords()), limits, callers, time);
            new Sessions(logIns, callers).Map(endpoints);
            SimpleResources.DataCenters(time).MapAll(endpoints);
            SimpleResources.Clusters(time).MapAll(endpoints);
            NetworkResources.Networks(time).MapAll(endpoints);
            NetworkResources.Profiles(time).MapAll(endpoints);
            SimpleResources.MacPools(time).MapAll(endpoints);
            UserResources.Users(time).MapAll(endpoints);
            new TokenResources(callers, time).Map(endpoints);
            new EnrolmentResources(authority, time).Map(endpoints);
            var hosts = new HostResources(engine, streams, time);
            hosts.Map(endpoints);
            new HostWorkResources(hosts, time).Map(endpoints);
            new PfResources(time, traffic).Map(endpoints);
            VfProblemResources.Map(endpoints);
            new VmResources(time).Map(endpoints);
            new VmWorkResources(time).Map(endpoints);
            new PlacementResources(time).Map(endpoints);
            OperationResources.Map(endpoints);
            new EventResources(engine, callers, ticks, requests).Map(endpoints);
            new Joining(authority, limits).Map(endpoints);
            new Reporting(traffic, requests).Map(endpoints);
            new DesiredStreaming(engine, streams, ticks).Map(endpoints);
            new SeeingRoutes(engine, book, callers).Map(endpoints);
            OvirtApi.Map(
                app,
                engine,
                new OvirtAccess(logIns, callers, new KnownPasswords(time)),
                new OvirtSurroundings(options.Certificate is null ? authority.Pem : null, requests.Answered, app.Services.GetRequiredService<ILogger<OvirtAccess>>(), time));
            if (options.Otlp is { } otlp)
            {
                Telemetry.Send(otlp, options.Name, parts);
            }

            parts.Push(new Ending(app));
            await app.StartAsync(cancellationToken);
            return new EngineServer(app, engine, authority, password, parts) { Metrics = book };
        }
        catch
        {
            await CloseAsync(parts);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => CloseAsync(_parts);

    private static async ValueTask CloseAsync(Stack<IAsyncDisposable> parts)
    {
        while (parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private static T Keep<T>(Stack<IAsyncDisposable> parts, T part)
        where T : IDisposable
    {
        parts.Push(new Disposing(part));
        return part;
    }

    private static X509Certificate2? Outside(ServerOptions options) =>
        options.Certificate is null ? null : X509Certificate2.CreateFromPemFile(options.Certificate, options.Key);

    private static X509Certificate2Collection Chain(ServerOptions options)
    {
        var chain = new X509Certificate2Collection();
        if (options.Certificate is not null)
        {
            chain.ImportFromPemFile(options.Certificate);
            chain.RemoveAt(0);
        }

        return chain;
    }

    private static void Listen(KestrelServerOptions kestrel, ServerOptions options, ServerTls tls)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.MaxConcurrentConnections = options.MostConnections;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        foreach (var point in options.Listen)
        {
            kestrel.Listen(point, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = tls.OptionsFor, HandshakeTimeout = TimeSpan.FromSeconds(10) });
            });
        }
    }

    /// <summary>Takes no new requests, ends streams, lets what is under way be answered, and closes the rest.</summary>
    private sealed class Ending(WebApplication app) : IAsyncDisposable
    {
        private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

        public async ValueTask DisposeAsync()
        {
            using var longest = new CancellationTokenSource(s_longest);
            await app.StopAsync(longest.Token);
            await app.DisposeAsync();
        }
    }

    private sealed class Disposing(IDisposable part) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
