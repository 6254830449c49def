using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Vfleet.Client.Tests;

/// <summary>Real TLS on the loopback.</summary>
public sealed class TlsTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_engine_with_the_fingerprint_is_trusted_and_no_other()
    {
        using var certificate = SelfSigned("localhost");
        await using var server = new TlsServer(certificate);

        (await NameAsync(server, new EngineTrust.ByFingerprint(CertificateFingerprint.Of(certificate)))).ShouldBe("red");
        var other = new CertificateFingerprint(string.Join(':', Enumerable.Repeat("AB", 32)));
        var refused = await Should.ThrowAsync<EngineException>(() => NameAsync(server, new EngineTrust.ByFingerprint(other)));

        var untrusted = refused.Problem.ShouldBeOfType<EngineProblem.Untrusted>();
        untrusted.Fingerprint.ShouldBe(CertificateFingerprint.Of(certificate));
        untrusted.Reason.ShouldContain(other.Text);
    }

    [Fact]
    public async Task A_pinned_authority_vouches_for_the_engine_under_its_name_only()
    {
        using var authority = Authority();
        using var right = SignedBy(authority, "localhost");
        using var wrong = SignedBy(authority, "elsewhere.example");
        await using var good = new TlsServer(right);
        await using var bad = new TlsServer(wrong);
        var trust = new EngineTrust.Pinned(authority);

        (await NameAsync(good, trust)).ShouldBe("red");
        var refused = await Should.ThrowAsync<EngineException>(() => NameAsync(bad, trust));

        refused.Problem.ShouldBeOfType<EngineProblem.Untrusted>().Reason.ShouldBe("its certificate is for elsewhere.example");
    }

    [Fact]
    public async Task An_authority_that_was_not_trusted_vouches_for_nothing()
    {
        using var trusted = Authority();
        using var other = Authority();
        using var certificate = SignedBy(other, "localhost");
        await using var server = new TlsServer(certificate);

        (await Should.ThrowAsync<EngineException>(() => NameAsync(server, new EngineTrust.Pinned(trusted)))).Problem
            .ShouldBeOfType<EngineProblem.Untrusted>().Reason.ShouldContain("not of the authority");
        (await Should.ThrowAsync<EngineException>(() => NameAsync(server, new EngineTrust.OfSystem()))).Problem
            .ShouldBeOfType<EngineProblem.Untrusted>();
    }

    [Fact]
    public async Task Before_anything_is_trusted_the_certificate_can_be_looked_at()
    {
        using var certificate = SelfSigned("localhost");
        await using var server = new TlsServer(certificate);

        var shown = await EngineCertificate.ReadAsync(server.Address, Stop);

        shown.IsKnown.ShouldBeFalse();
        CertificateFingerprint.Of(shown.Anchor).ShouldBe(CertificateFingerprint.Of(certificate));
        (await NameAsync(server, new EngineTrust.Pinned(shown.Anchor))).ShouldBe("red");
    }

    [Fact]
    public async Task Where_nobody_listens_there_is_no_certificate()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        (await Should.ThrowAsync<EngineException>(() => EngineCertificate.ReadAsync(new Uri($"https://localhost:{port}/"), Stop))).Problem
            .ShouldBeOfType<EngineProblem.Unreachable>();
    }

    private static async Task<string?> NameAsync(TlsServer server, EngineTrust trust)
    {
        using var client = new EngineClient(new EngineOptions(server.Address) { Trust = trust, Retries = [] });
        return (await client.Networks.GetAsync("red", Stop)).Value.Name;
    }

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=fleet", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return Usable(request.CreateSelfSigned(Begin, Begin.AddYears(1)));
    }

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Usable(RequestFor(name, key).CreateSelfSigned(Begin, Begin.AddYears(1)));
    }

    private static X509Certificate2 SignedBy(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = RequestFor(name, key).Create(authority, Begin, Begin.AddDays(300), [1, 2, 3]);
        return Usable(signed.CopyWithPrivateKey(key));
    }

    private static DateTimeOffset Begin => TimeProvider.System.GetUtcNow().AddDays(-1);

    private static CertificateRequest RequestFor(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
    }

    /// <summary>Answers every request with one network, over HTTP/1.1.</summary>
    private sealed class TlsServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2 _certificate;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public TlsServer(X509Certificate2 certificate)
        {
            _certificate = certificate;
            _listener.Start();
            _running = RunAsync();
        }

        public Uri Address => new($"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _listener.Dispose();
            _stop.Dispose();
        }

        private async Task RunAsync()
        {
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                    await using var tls = new SslStream(client.GetStream());
                    await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
                    _ = await tls.ReadAsync(new byte[16384], _stop.Token);
                    const string Body = """{"name":"red"}""";
                    await tls.WriteAsync(
                        Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Body}"),
                        _stop.Token);
                    await tls.ShutdownAsync();
                }
                catch (Exception exception) when (exception is OperationCanceledException or IOException or System.Security.Authentication.AuthenticationException)
                {
                    // The client went away, as it should from a certificate that it does not trust.
                }
            }
        }
    }
}
