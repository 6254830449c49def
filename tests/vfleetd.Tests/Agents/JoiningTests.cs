using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Vfleet.Server.Tests.Running;
using Vfleet.Server.Trust;

namespace Vfleet.Server.Tests.Agents;

public sealed class JoiningTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task A_host_joins_reports_and_is_up()
    {
        using var agent = await TestAgent.JoinAsync(engine, "h1");
        ((string)(await engine.GetAsync("/api/v1/hosts/h1")).ShouldBe(HttpStatusCode.OK).Json["status"]!).ShouldBe("joining");

        agent.PutHost();
        ((bool)(await agent.ReportAllAsync()).ShouldBe(HttpStatusCode.OK).Json["full"]!).ShouldBeFalse();

        var host = (await engine.GetAsync("/api/v1/hosts/h1")).ShouldBe(HttpStatusCode.OK).Json;
        ((string)host["status"]!).ShouldBe("up");
        ((int)host["vfsFree"]!).ShouldBe(8);
        ((string)host["kernel"]!).ShouldBe("6.12");
    }

    [Fact]
    public async Task What_the_request_says_of_itself_does_not_matter()
    {
        using var agent = await TestAgent.JoinAsync(engine, "own-subject");

        agent.Certificate.Subject.ShouldContain(agent.HostId.ToString("D"));
        agent.Certificate.Subject.ShouldNotContain("somebody else");
        (agent.Certificate.NotAfter - agent.Certificate.NotBefore).TotalDays.ShouldBe(90, 1);
    }

    [Fact]
    public async Task A_key_of_another_sort_gets_no_certificate()
    {
        var token = await TestAgent.TokenAsync(engine);
        using var http = engine.Client();
        using var small = RSA.Create(2048);
        var request = new CertificateRequest("CN=x", small, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem();

        var answer = await engine.SendAsync(
            http, "POST", "/agent/v1/join", System.Text.Encoding.UTF8.GetBytes($$"""{"token":"{{token}}","hostName":"rsa","request":{{System.Text.Json.JsonSerializer.Serialize(request)}},"agentVersion":"1"}"""), null);

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "CERTIFICATE_REQUEST");
        using var good = await TestAgent.JoinAsync(engine, "rsa", token);
    }

    [Fact]
    public async Task Who_shows_no_certificate_or_one_of_another_authority_is_refused()
    {
        using var bare = engine.Client();
        (await engine.SendAsync(bare, "POST", "/agent/v1/report", "{}"u8.ToArray(), null)).ShouldBeRefused(HttpStatusCode.Forbidden, "CERTIFICATE_UNKNOWN");

        using var agent = await TestAgent.JoinAsync(engine, "copied");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var forged = new CertificateRequest(agent.Certificate.SubjectName, key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue.AddYears(-7000));
        using var stranger = engine.Client(X509CertificateLoader.LoadPkcs12(forged.Export(X509ContentType.Pkcs12), null));
        (await engine.SendAsync(stranger, "POST", "/agent/v1/report", "{}"u8.ToArray(), null)).ShouldBeRefused(HttpStatusCode.Forbidden, "CERTIFICATE_UNKNOWN");
    }

    [Fact]
    public async Task A_certificate_that_the_fleet_does_not_know_the_host_by_or_that_has_ended_is_refused()
    {
        using var agent = await TestAgent.JoinAsync(engine, "impostor");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = CertificateRequest.LoadSigningRequestPem(TestAgent.RequestOf(key), HashAlgorithmName.SHA256);
        using var other = engine.Server.Authority.ForHost(agent.HostId, request.PublicKey);
        using var client = engine.Client(X509CertificateLoader.LoadPkcs12(other.CopyWithPrivateKey(key).Export(X509ContentType.Pkcs12), null));
        (await engine.SendAsync(client, "POST", "/agent/v1/report", "{}"u8.ToArray(), null)).ShouldBeRefused(HttpStatusCode.Forbidden, "CERTIFICATE_UNKNOWN");

        var past = new CertificateRequest(agent.Certificate.SubjectName, key, HashAlgorithmName.SHA256);
        var began = new DateTimeOffset(engine.Server.Authority.Certificate.NotBefore);
        using var ended = past.Create(engine.Server.Authority.Certificate, began, began.AddSeconds(1), [0x41, 1]);
        using var late = engine.Client(X509CertificateLoader.LoadPkcs12(ended.CopyWithPrivateKey(key).Export(X509ContentType.Pkcs12), null));
        (await engine.SendAsync(late, "POST", "/agent/v1/report", "{}"u8.ToArray(), null)).ShouldBeRefused(HttpStatusCode.Forbidden, "CERTIFICATE_UNKNOWN");
    }

    [Fact]
    public async Task The_old_certificate_holds_until_the_new_one_is_used()
    {
        using var agent = await TestAgent.JoinAsync(engine, "renewing");
        agent.PutHost();
        var old = agent.Http;

        (await agent.RenewAsync(isKept: false)).ShouldBe(HttpStatusCode.OK);
        (await agent.ReportAllAsync()).ShouldBe(HttpStatusCode.OK);
        (await agent.RenewAsync()).ShouldBe(HttpStatusCode.OK);
        (await agent.ReportAllAsync()).ShouldBe(HttpStatusCode.OK);

        (await engine.SendAsync(old, "POST", "/agent/v1/report", "{}"u8.ToArray(), null)).ShouldBeRefused(HttpStatusCode.Forbidden, "CERTIFICATE_UNKNOWN");
        old.Dispose();
    }

    [Fact]
    public async Task A_revoked_host_is_out_at_once_and_comes_in_again_with_a_token_for_its_name()
    {
        using var agent = await TestAgent.JoinAsync(engine, "revoked");
        agent.PutHost();
        await agent.ReportAllAsync();
        var stream = await agent.OpenAsync();
        await TestAgent.NextAsync(stream);

        (await engine.PostAsync("/api/v1/hosts/revoked/revoke")).ShouldBe(HttpStatusCode.OK);

        await Should.ThrowAsync<Exception>(() => TestAgent.NextAsync(stream));
        (await agent.ReportAllAsync()).ShouldBeRefused(HttpStatusCode.Forbidden, "HOST_REVOKED");
        (await agent.RenewAsync()).ShouldBeRefused(HttpStatusCode.Forbidden, "HOST_REVOKED");

        using var again = await TestAgent.JoinAsync(engine, "whatever", await TestAgent.TokenAsync(engine, "\"hostName\":\"revoked\""));
        again.HostId.ShouldBe(agent.HostId);
        again.PutHost();
        (await again.ReportAllAsync()).ShouldBe(HttpStatusCode.OK);
        ((string)(await engine.GetAsync("/api/v1/hosts/revoked")).Json["status"]!).ShouldBe("up");
    }

    [Fact]
    public async Task A_removed_host_is_out_at_once()
    {
        using var agent = await TestAgent.JoinAsync(engine, "removed");
        agent.PutHost();
        await agent.ReportAllAsync();
        var stream = await agent.OpenAsync();
        await TestAgent.NextAsync(stream);

        (await engine.DeleteAsync("/api/v1/hosts/removed")).ShouldBe(HttpStatusCode.NoContent);

        await Should.ThrowAsync<Exception>(() => TestAgent.NextAsync(stream));
        (await agent.ReportAllAsync()).ShouldBeRefused(HttpStatusCode.Forbidden, "HOST_REVOKED");
    }

    [Fact]
    public void A_certificate_of_an_engine_is_none_of_a_host()
    {
        using var certificate = engine.Server.Authority.ForEngine(["localhost"]);

        Authority.HostOf(certificate).ShouldBeNull();
    }
}
