using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Vfleet.Api;
using Vfleet.Api.Agents;
using Vfleet.Api.Answers;
using Vfleet.Api.Resources;

namespace Vfleet.Link.Tests;

/// <summary>An engine as agents see it: real TLS, client certificates, reports by hash, the stream of what is desired.</summary>
internal sealed class FakeEngine(FakeAuthority authority) : IAsyncDisposable
{
    public static readonly Guid HostId = new("0197a1b2-0000-7000-8000-000000000001");
    private readonly Dictionary<string, JsonElement> _sections = new(StringComparer.Ordinal);
    private WebApplication? _app;
    private string? _known;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Port { get; private set; }

    public Uri Url => new($"https://localhost:{Port}");

    /// <summary>The authority that is shown to strangers.</summary>
    public string ShownAuthority { get; set; } = authority.Pem;

    public string ServerName { get; init; } = "localhost";

    public TimeSpan ServerBegan { get; init; } = TimeSpan.FromDays(1);

    public TimeSpan ServerEnds { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How old the certificates of hosts are when they are made, and how long they are good then.</summary>
    public (TimeSpan Age, TimeSpan Left) HostCertificates { get; set; } = (TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));

    /// <summary>What is said instead of an answer, by route.</summary>
    public ConcurrentDictionary<string, (int Status, string Code, string Detail)> Refusals { get; } = [];

    public ConcurrentQueue<HostReport> Reports { get; } = [];

    public ConcurrentQueue<JoinRequest> Joins { get; } = [];

    /// <summary>Value of Last-Event-ID of each stream that was opened.</summary>
    public ConcurrentQueue<string> Streams { get; } = [];

    /// <summary>Thumbprints of the certificates that hosts showed.</summary>
    public ConcurrentQueue<string> Shown { get; } = [];

    /// <summary>Every request, as <c>METHOD path</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public DesiredState? Desired { get; private set; }

    /// <summary>What the host is, put together from its reports.</summary>
    public string? Section(string name)
    {
        lock (_sections)
        {
            return _sections.TryGetValue(name, out var section) ? section.GetRawText() : null;
        }
    }

    public HostReport? Last => Reports.LastOrDefault();

    public OperationReport? Operation(Guid id) => Last?.Operations?.FirstOrDefault(operation => operation.Id == id);

    public void Desire(long generation, IEnumerable<DesiredPf> pfs, params HostOperation[] operations)
    {
        Desired = new DesiredState { Generation = generation, HostId = HostId, Pfs = [.. pfs], Operations = operations };
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    /// <summary>Forgets what hosts told, as an engine that was restored does.</summary>
    public void Forget()
    {
        lock (_sections)
        {
            _known = null;
            _sections.Clear();
        }
    }

    public async Task<FakeEngine> StartAsync()
    {
        var certificate = authority.Server(ServerName, ServerBegan, ServerEnds);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(certificate, https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            });
        }));
        _app = builder.Build();
        _app.Use(RefuseAsync);
        _app.MapGet(Routes.AgentAuthority, () => Results.Text(ShownAuthority));
        _app.MapPost(Routes.AgentJoin, JoinAsync);
        _app.MapPost(Routes.AgentRenew, RenewAsync);
        _app.MapPost(Routes.AgentReport, ReportAsync);
        _app.MapGet(Routes.AgentDesired, StreamAsync);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        Port = new Uri(_app.Urls.Single()).Port;
        return this;
    }

    public async Task StopAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app!.StopAsync(now.Token);
        await _app.DisposeAsync();
        _app = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await StopAsync();
        }
    }

    private async Task RefuseAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value!;
        Requests.Enqueue($"{context.Request.Method} {path}");
        var isStranger = path is Routes.AgentAuthority or Routes.AgentJoin;
        if (!isStranger && !authority.Signed(context.Connection.ClientCertificate))
        {
            await SayAsync(context, (401, "CERTIFICATE_MISSING", "a host shows its certificate"));
        }
        else if (Refusals.TryGetValue(path, out var refusal))
        {
            await SayAsync(context, refusal);
        }
        else
        {
            Shown.Enqueue(context.Connection.ClientCertificate?.Thumbprint ?? "");
            await next(context);
        }
    }

    private static async Task SayAsync(HttpContext context, (int Status, string Code, string Detail) refusal)
    {
        context.Response.StatusCode = refusal.Status;
        context.Response.ContentType = ProblemDetails.MediaType;
        var problem = new ProblemDetails(
            "about:blank", "no", refusal.Status, refusal.Detail, refusal.Code, [new ProblemResource(refusal.Code, refusal.Detail, "make a new token")]);
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(problem, ApiJson.Default.ProblemDetails));
    }

    private async Task JoinAsync(HttpContext context)
    {
        var request = (await JsonSerializer.DeserializeAsync(context.Request.Body, ApiJson.Default.JoinRequest))!;
        Joins.Enqueue(request);
        await AnswerAsync(context, Signed(request.Request));
    }

    private async Task RenewAsync(HttpContext context) =>
        await AnswerAsync(context, Signed((await JsonSerializer.DeserializeAsync(context.Request.Body, ApiJson.Default.RenewRequest))!.Request));

    private JoinAnswer Signed(string request) =>
        new(HostId, "kvm1", authority.Sign(request, HostId.ToString(), HostCertificates.Age, HostCertificates.Left), authority.Pem);

    private static Task AnswerAsync(HttpContext context, JoinAnswer answer) =>
        context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer, ApiJson.Default.JoinAnswer)).AsTask();

    private async Task ReportAsync(HttpContext context)
    {
        var report = (await JsonSerializer.DeserializeAsync(context.Request.Body, ApiJson.Default.HostReport))!;
        var answer = Take(report);
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer, ApiJson.Default.ReportAnswer));
    }

    private ReportAnswer Take(HostReport report)
    {
        lock (_sections)
        {
            var generation = Desired?.Generation ?? 0;
            Reports.Enqueue(report);
            if (report.Base is not null && report.Base != _known)
            {
                return new ReportAnswer(Full: true, generation);
            }

            if (report.Base is null)
            {
                _sections.Clear();
            }

            foreach (var (name, section) in report.Sections ?? new Dictionary<string, JsonElement?>(StringComparer.Ordinal))
            {
                if (section is { } now)
                {
                    _sections[name] = now.Clone();
                }
                else
                {
                    _sections.Remove(name);
                }
            }

            var lines = _sections.OrderBy(section => section.Key, StringComparer.Ordinal).Select(section => $"{section.Key} {Hex(section.Value.GetRawText())}\n");
            if (Hex(string.Concat(lines)) != report.Hash)
            {
                throw new InvalidOperationException("the hash of the report is not that of its sections");
            }

            _known = report.Hash;
            return new ReportAnswer(Full: false, generation);
        }
    }

    private static string Hex(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private async Task StreamAsync(HttpContext context)
    {
        Streams.Enqueue(context.Request.Headers["Last-Event-ID"].ToString());
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(": here\n\n", context.RequestAborted);
        DesiredState? sent = null;
        try
        {
            while (true)
            {
                var changed = _changed.Task;
                if (Desired is { } desired && desired != sent)
                {
                    sent = desired;
                    var text = JsonSerializer.Serialize(desired, ApiJson.Default.DesiredState);
                    await context.Response.WriteAsync($"event: desired\nid: {desired.Generation}\ndata: {text}\n\n", context.RequestAborted);
                }

                await changed.WaitAsync(context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The host has gone.
        }
    }
}
