using System.Text.Json.Nodes;
using Vfleet.Api.Resources;
using Vfleet.TestKit.FakeEngine;

namespace Vfleet.Client.Tests;

public sealed class RetryTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_added_although_the_answer_was_lost_is_added_once()
    {
        var engine = new FakeEngine { AnswersAreLost = true };
        _ = engine["networks"];
        engine.Accidents.Enqueue(Given.Lost);
        using var client = Given.ClientOf(engine);

        var added = await client.Networks.AddAsync(new NetworkResource { Name = "red" }, dryRun: false, Stop);

        engine["networks"].Items.ShouldHaveSingleItem()["id"]!.ToString().ShouldBe(added.Value.Id.ToString());
        engine.Requests.Count.ShouldBe(2);
        engine.Requests[0].Key.ShouldNotBeNull();
        engine.Requests[1].Key.ShouldBe(engine.Requests[0].Key);
    }

    [Fact]
    public async Task Two_wishes_have_two_keys()
    {
        var engine = Given.WithNetworks();
        _ = engine["networks"];
        using var client = Given.ClientOf(engine);

        await client.Networks.AddAsync(new NetworkResource { Name = "red" }, dryRun: false, Stop);
        await client.Networks.AddAsync(new NetworkResource { Name = "blue" }, dryRun: false, Stop);

        engine.Requests[0].Key.ShouldNotBe(engine.Requests[1].Key);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public async Task Reading_is_tried_again_and_not_for_ever(int accidents, bool succeeds)
    {
        var engine = Given.WithNetworks("red");
        for (var i = 0; i < accidents; i++)
        {
            engine.Accidents.Enqueue(Given.Lost);
        }

        using var client = Given.ClientOf(engine, retries: 3);
        var read = () => client.Networks.GetAsync("red", Stop);

        if (succeeds)
        {
            (await read()).Value.Name.ShouldBe("red");
        }
        else
        {
            var exception = await Should.ThrowAsync<EngineException>(read);
            exception.Problem.ShouldBe(new EngineProblem.Unreachable(client.Address, "the connection was reset"));
            exception.IsTransient.ShouldBeTrue();
        }

        engine.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_change_that_may_have_been_heard_is_not_sent_twice()
    {
        var engine = Given.WithNetworks("red");
        engine.Accidents.Enqueue(Given.Lost);
        using var client = Given.ClientOf(engine);

        await Should.ThrowAsync<EngineException>(() => client.Networks.ChangeAsync("red", new JsonObject { ["vlan"] = 1 }, null, dryRun: false, Stop));

        engine.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_change_that_was_never_heard_is_sent_again()
    {
        var engine = Given.WithNetworks("red");
        engine.Accidents.Enqueue(Given.Unconnected);
        using var client = Given.ClientOf(engine);

        (await client.Networks.ChangeAsync("red", new JsonObject { ["vlan"] = 1 }, null, dryRun: false, Stop)).Value.Vlan.ShouldBe(1);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_not_tried_again()
    {
        var engine = Given.WithNetworks("red");
        engine.Accidents.Enqueue(new HttpRequestException(HttpRequestError.NameResolutionError, "Name or service not known"));
        using var client = Given.ClientOf(engine);

        await Should.ThrowAsync<EngineException>(() => client.Networks.GetAsync("red", Stop));

        engine.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_no_is_final_and_has_every_reason()
    {
        var engine = Given.WithNetworks("red");
        using var client = Given.ClientOf(engine);

        var refused = await Should.ThrowAsync<EngineException>(() => client.Networks.AddAsync(new NetworkResource { Name = "red" }, dryRun: false, Stop));

        var problem = refused.Problem.ShouldBeOfType<EngineProblem.Refused>();
        problem.Status.ShouldBe(409);
        problem.Details.Problems.ShouldBe([new ProblemResource("NAME_TAKEN", "there is a 'red' already", "give another name", "name")]);
        engine.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_no_engine_is_told_from_one()
    {
        var engine = new FakeEngine();
        engine.Special["GET networks/red"] = _ => new FakeAnswer(System.Net.HttpStatusCode.NotFound, "<html>", null, "text/html");
        engine.Special["GET networks/blue"] = _ => new FakeAnswer(System.Net.HttpStatusCode.OK, "<html>", null, "text/html");
        using var client = Given.ClientOf(engine);

        (await Should.ThrowAsync<EngineException>(() => client.Networks.GetAsync("red", Stop))).Problem.ShouldBeOfType<EngineProblem.Strange>().Reason.ShouldStartWith("HTTP 404");
        (await Should.ThrowAsync<EngineException>(() => client.Networks.GetAsync("blue", Stop))).Problem.ShouldBeOfType<EngineProblem.Strange>();
    }
}
