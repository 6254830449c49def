using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Vfleet.Api;
using Vfleet.Api.Agents;
using Vfleet.Domain.Fleet;
using Vfleet.Primitives;

namespace Vfleet.Server.Tests.Running;

/// <summary>An agent as the engine sees one: joins, reports, reads what is desired.</summary>
public sealed class TestAgent : IDisposable
{
    private readonly TestEngine _engine;
    private readonly SortedDictionary<string, byte[]> _sections = new(StringComparer.Ordinal);

    private TestAgent(TestEngine engine, JoinAnswer joined, X509Certificate2 certificate) =>
        (_engine, HostId, Certificate, Http) = (engine, joined.HostId, certificate, engine.Client(certificate));

    public Guid HostId { get; }

    public X509Certificate2 Certificate { get; private set; }

    public HttpClient Http { get; private set; }

    public string Root => Hash(Encoding.UTF8.GetBytes(string.Concat(_sections.Select(section => $"{section.Key} {Hash(section.Value)}\n"))));

    public static async Task<string> TokenAsync(TestEngine engine, string more = "") =>
        (string)(await engine.PostAsync("/api/v1/enrolments", $"{{{more}}}")).ShouldBe(HttpStatusCode.Created).Json["token"]!;

    public static async Task<TestAgent> JoinAsync(TestEngine engine, string name, string? token = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var http = engine.Client();
        var answer = await JoinAsync(engine, http, name, token ?? await TokenAsync(engine), key);
        return new TestAgent(engine, JsonSerializer.Deserialize(answer.ShouldBe(HttpStatusCode.OK).Text, ApiJson.Default.JoinAnswer)!, With(answer, key));
    }

    public static Task<Answered> JoinAsync(TestEngine engine, HttpClient http, string name, string token, ECDsa key)
    {
        var request = new JoinRequest(token, name, RequestOf(key), "test");
        return engine.SendAsync(http, "POST", Routes.AgentJoin, JsonSerializer.SerializeToUtf8Bytes(request, ApiJson.Default.JoinRequest), null);
    }

    public static string RequestOf(ECDsa key) => new CertificateRequest("CN=somebody else", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();

    public void Put<T>(string name, T value) => _sections[name] = JsonSerializer.SerializeToUtf8Bytes(value, ApiJson.Default.GetTypeInfo(typeof(T))!);

    public void PutText(string name, string json) => _sections[name] = Encoding.UTF8.GetBytes(json);

    public void PutHost(int pfs = 1, int vfs = 8)
    {
        Put("facts", new HostFacts { MemoryMiB = 65_536, Cpus = 16, Kernel = "6.12", AgentVersion = "test" });
        Put("guests", Array.Empty<InventoryGuest>());
        for (var pf = 0; pf < pfs; pf++)
        {
            PutPf(pf, vfs);
        }
    }

    public void PutPf(int pf, int vfs, params IEnumerable<InventoryVf> said)
    {
        var address = PciAddress.Parse($"0000:0{pf + 1}:00.0");
        Put($"pf/{address}", new InventoryPf(address, $"ens{pf + 1}f0") { MaxVfs = 64, NumVfs = vfs, Driver = "i40e", HasLink = true, Vfs = [.. said] });
    }

    public Task<Answered> ReportAllAsync(long generation = 0, params IReadOnlyList<OperationReport> operations) =>
        PostAsync(new HostReport { Hash = Root, Sections = Elements(_sections.Keys), Generation = generation, Operations = operations });

    public Task<Answered> ReportAsync(string root, long generation, params IEnumerable<string> changed) =>
        PostAsync(new HostReport { Hash = Root, Base = root, Sections = Elements(changed), Generation = generation });

    public Task<Answered> PostAsync(HostReport report) => PostAsync(JsonSerializer.SerializeToUtf8Bytes(report, ApiJson.Default.HostReport));

    public Task<Answered> PostAsync(byte[] report) => _engine.SendAsync(Http, "POST", Routes.AgentReport, report, null);

    public async Task<Answered> RenewAsync(bool isKept = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var answer = await _engine.SendAsync(
            Http, "POST", Routes.AgentRenew, JsonSerializer.SerializeToUtf8Bytes(new RenewRequest(RequestOf(key)), ApiJson.Default.RenewRequest), null);
        if (answer.Status == HttpStatusCode.OK && isKept)
        {
            Certificate = With(answer, key);
            Http = _engine.Client(Certificate);
        }

        return answer;
    }

    public async Task<StreamReader> OpenAsync()
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, Routes.AgentDesired) { Version = HttpVersion.Version20 };
        var response = await Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The next desired document of a stream.</summary>
    public static async Task<DesiredState> NextAsync(StreamReader stream)
    {
        while (await stream.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return JsonSerializer.Deserialize(line[6..], ApiJson.Default.DesiredState)!;
            }
        }

        throw new EndOfStreamException("the stream ended");
    }

    public void Dispose() => Http.Dispose();

    private static X509Certificate2 With(Answered answer, ECDsa key)
    {
        var pem = (string)answer.Json["certificate"]!;
        using var bare = X509Certificate2.CreateFromPem(pem);
        using var whole = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private Dictionary<string, JsonElement?> Elements(IEnumerable<string> names) => names.ToDictionary(
        name => name, name => _sections.TryGetValue(name, out var json) ? (JsonElement?)JsonElement.Parse(json) : null, StringComparer.Ordinal);
}
