using System.Text.Json.Nodes;
using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Client;
using Vfleet.Link;
using Vfleet.Link.Joining;

namespace Vfleet.Server.Tests.Running;

public sealed class EndToEndTests(TestEngine engine) : IClassFixture<TestEngine>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_typed_client_logs_in_adds_lists_changes_and_removes()
    {
        using var client = await LogInAsync();

        var added = await client.Networks.AddAsync(new NetworkResource { Name = "typed", Vlan = 5 }, dryRun: false, Token);
        added.Tag.ShouldNotBeNull();
        var changed = await client.Networks.ReviseAsync("typed", network => new JsonObject { ["vlan"] = network.Vlan + 1 }, dryRun: false, Token);
        changed.Value.Vlan.ShouldBe(6);
        var listed = new List<string?>();
        await foreach (var network in client.Networks.ListAsync(new Query { PageSize = 1, Sort = "name" }.Where("vlan", "6"), Token))
        {
            listed.Add(network.Name);
        }

        listed.ShouldBe(["typed"]);
        await client.Networks.RemoveAsync("typed", dryRun: false, Token);
        var gone = await Should.ThrowAsync<EngineException>(() => client.Networks.GetAsync("typed", Token));
        gone.Problem.ShouldBeOfType<EngineProblem.Refused>().Status.ShouldBe(404);
        await client.LogOutAsync(Token);
        (await Should.ThrowAsync<EngineException>(() => client.Networks.GetAsync("typed", Token))).Problem.ShouldBeOfType<EngineProblem.Refused>().Status.ShouldBe(401);
    }

    [Fact]
    public async Task The_program_of_a_host_joins_with_a_token_of_the_engine_once()
    {
        var state = Directory.CreateTempSubdirectory("vfleetd-").FullName;
        var other = Directory.CreateTempSubdirectory("vfleetd-").FullName;
        var token = JoinToken.Parse(await TestAgent.TokenAsync(engine))!;

        var joined = await JoinAsync(state, token);
        joined.ShouldBeOfType<JoinOutcome.Joined>().Link.HostName.ShouldBe("real-agent");
        new LinkFolder(state).Exists.ShouldBeTrue();
        (await JoinAsync(other, token)).ShouldBeOfType<JoinOutcome.Refused>().Problems[0].Code.Name.ShouldBe("TOKEN_INVALID");
        var forged = new JoinToken(token.Secret, new byte[32]);
        (await JoinAsync(other, forged)).ShouldBeOfType<JoinOutcome.Refused>().Problems[0].Code.Name.ShouldBe("ENGINE_UNTRUSTED");

        using var client = await LogInAsync();
        (await client.Hosts.GetAsync("real-agent", Token)).Value.Status.ShouldBe(Domain.Fleet.HostStatus.Joining);
    }

    private Task<JoinOutcome> JoinAsync(string state, JoinToken token) =>
        new FleetJoining(new LinkFolder(state), new LinkTimes(), TimeProvider.System).JoinAsync(new JoinWish([engine.Address], token, "real-agent"), Token);

    private async Task<EngineClient> LogInAsync()
    {
        var options = new EngineOptions(engine.Address) { Trust = new EngineTrust.Pinned(engine.Server.Authority.Certificate) };
        using var client = new EngineClient(options);
        var login = await client.LogInAsync(new LoginRequest("admin", engine.Password), Token);
        return new EngineClient(options with { Token = login.Token });
    }
}
