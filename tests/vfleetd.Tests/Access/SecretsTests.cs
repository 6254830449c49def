using System.Net;
using System.Security.Cryptography.X509Certificates;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Access;

public sealed class SecretsTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task No_secret_is_in_a_log_or_in_an_answer_that_does_not_make_it()
    {
        const string Password = "quite a secret password";
        (await engine.PostAsync("/api/v1/users", $$"""{"name":"secretive","password":"{{Password}}","grants":[{"role":"admin"}]}""")).ShouldBe(HttpStatusCode.Created);
        var session = await engine.LogInAsync("secretive", Password);
        var token = (string)(await engine.PostAsync("/api/v1/tokens", """{"name":"t"}""", session)).Json["secret"]!;
        var join = await TestAgent.TokenAsync(engine);
        using var agent = await TestAgent.JoinAsync(engine, "secretive", join);
        agent.PutHost();
        await agent.ReportAllAsync();
        (await engine.PostAsync("/api/v1/session", $$"""{"user":"secretive","password":"{{Password}}x"}""", null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await engine.PostAsync("/api/v1/session", $$"""{"user":"secretive","password":"{{Password}}" """, null)).ShouldBe(HttpStatusCode.BadRequest);
        (await engine.PostAsync("/agent/v1/join", $$"""{"token":"{{join}}","hostName":"again","request":"","agentVersion":""}""", null)).ShouldBe(HttpStatusCode.Forbidden);
        (await engine.PostAsync("/api/v1/vms", $$"""{"name":"{{token}}","{{Password}}":1}""")).ShouldBe(HttpStatusCode.BadRequest);

        var answers = new List<string>();
        foreach (var route in engine.Server.Routes.Where(route => route is { Method: "GET", IsStream: false } && !route.Pattern.Contains('{')))
        {
            answers.Add((await engine.GetAsync(route.Pattern, route.Pattern.StartsWith("/agent", StringComparison.Ordinal) ? null : session)).Text);
        }

        answers.Add((await engine.GetAsync("/api/v1/events?limit=1000", session)).Text);
        answers.Add((await engine.GetAsync("/api/v1/users/secretive", session)).Text);
        answers.Add(engine.Log);
        var authority = engine.Server.Authority.Certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem().Split('\n')[1];
        string[] secrets = [engine.Password, session, token, join.Split('.')[1], authority, "PRIVATE KEY", "pbkdf2"];
        foreach (var text in answers)
        {
            secrets.ShouldAllBe(secret => !text.Contains(secret, StringComparison.Ordinal));
        }

        engine.Log.ShouldNotContain(Password);
        engine.Log.Length.ShouldBeGreaterThan(100);
    }
}
