using System.Net;
using System.Security.Cryptography;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Agents;

/// <summary>Apart from the other tests of joining: tokens that do not hold slow everybody at this address down.</summary>
public sealed class JoiningRaceTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task Of_many_hosts_that_come_with_one_token_one_joins()
    {
        var token = await TestAgent.TokenAsync(engine);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var http = engine.Client();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => TestAgent.JoinAsync(engine, http, $"race-{i}", token, key)));

        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Where(answer => answer.Status != HttpStatusCode.OK).ShouldAllBe(answer => answer.Code == "TOKEN_USED" || answer.Code == "TOKEN_INVALID" || answer.Code == "TOO_MANY");
        (await engine.GetAsync("/api/v1/hosts?limit=1000")).Json["items"]!.AsArray().Count(host => ((string)host!["name"]!).StartsWith("race-", StringComparison.Ordinal)).ShouldBe(1);
    }
}
