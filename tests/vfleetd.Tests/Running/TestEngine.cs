using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging;
using Vfleet.Server.Configuring;
using Vfleet.Server.Running;
using Vfleet.TestKit.Fleet;

namespace Vfleet.Server.Tests.Running;

/// <summary>An engine on a port of this machine, with TLS and a store in memory.</summary>
public sealed class TestEngine : IAsyncLifetime
{
    /// <summary>The password of the users that it makes.</summary>
    public const string UserPassword = "a long enough password";

    private readonly Lines _log = new();
    private HttpClient _http = null!;

    internal EngineServer Server { get; private set; } = null!;

    internal InMemoryStore Store { get; } = new(TimeProvider.System);

    public string Password { get; private set; } = "";

    public string Admin { get; private set; } = "";

    public Uri Address { get; private set; } = null!;

    public string Log => string.Join('\n', _log.All);

    public async ValueTask InitializeAsync()
    {
        var options = new ServerOptions { Listen = [new IPEndPoint(IPAddress.Loopback, 0)], Names = ["localhost", "127.0.0.1"] };
        Server = await EngineServer.StartAsync(options, Store, Logging, TimeProvider.System, TestContext.Current.CancellationToken);
        Address = new Uri(Server.Addresses.Single());
        _http = Client();
        Password = Server.FirstPassword!;
        Admin = await LogInAsync("admin", Password);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>A client that trusts the fleet's authority only, and shows a certificate if it has one.</summary>
    public HttpClient Client(X509Certificate2? certificate = null)
    {
        var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, Expect100ContinueTimeout = TimeSpan.FromSeconds(20) };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificate(Server.Authority.Certificate.RawData));
        if (certificate is not null)
        {
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        return new HttpClient(handler) { BaseAddress = Address, DefaultRequestVersion = HttpVersion.Version20, Timeout = TimeSpan.FromSeconds(30) };
    }

    public async Task<string> LogInAsync(string user, string password) =>
        (string)(await SendAsync("POST", "/api/v1/session", $$"""{"user":"{{user}}","password":"{{password}}"}""", token: null)).ShouldBe(HttpStatusCode.Created).Json["token"]!;

    /// <summary>Makes a user and logs them in.</summary>
    public async Task<string> UserAsync(string name, string role, string scope = "fleet")
    {
        var grants = $$"""[{"role":"{{role}}","scope":"{{scope}}"}]""";
        (await PostAsync("/api/v1/users", $$"""{"name":"{{name}}","password":"{{UserPassword}}","grants":{{grants}}}""")).ShouldBe(HttpStatusCode.Created);
        return await LogInAsync(name, UserPassword);
    }

    public Task<Answered> GetAsync(string path, string? token = "") => SendAsync("GET", path, null, token);

    public Task<Answered> PostAsync(string path, string? body = null, string? token = "") => SendAsync("POST", path, body, token);

    public Task<Answered> PatchAsync(string path, string body, string? token = "") => SendAsync("PATCH", path, body, token);

    public Task<Answered> DeleteAsync(string path, string? token = "") => SendAsync("DELETE", path, null, token);

    /// <summary>Sends a request; as the administrator unless a token is given, or null for none.</summary>
    public Task<Answered> SendAsync(string method, string path, string? body, string? token = "", params IEnumerable<(string Name, string Value)> headers) =>
        SendAsync(_http, method, path, body is null ? null : Encoding.UTF8.GetBytes(body), token, headers);

    public async Task<Answered> SendAsync(
        HttpClient http, string method, string path, byte[]? body, string? token = "", IEnumerable<(string Name, string Value)>? headers = null)
    {
        using var message = new HttpRequestMessage(new HttpMethod(method), path) { Version = HttpVersion.Version20 };
        if (token is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {(token.Length == 0 ? Admin : token)}");
        }

        if (body is not null)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", method == "PATCH" ? "application/merge-patch+json" : "application/json");
        }

        foreach (var (name, value) in headers ?? [])
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.Remove(name);
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await http.SendAsync(message, TestContext.Current.CancellationToken);
        return new Answered(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.ETag?.ToString(),
            response.Headers.Location?.ToString());
    }

    private void Logging(ILoggingBuilder builder) => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(_log);

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
