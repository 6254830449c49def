using System.Text.Json.Nodes;
using Vfleet.TestKit.FakeEngine;

namespace Vfleet.Client.Tests;

/// <summary>An engine in memory and a client of it that tries again at once.</summary>
internal static class Given
{
    public static EngineClient ClientOf(FakeEngine engine, int retries = 3) => new(
        new EngineOptions(new Uri("https://engine:8443/"))
        {
            Token = "secret",
            Retries = [.. Enumerable.Repeat(TimeSpan.Zero, retries)],
        },
        engine);

    public static FakeEngine WithNetworks(params ReadOnlySpan<string> names)
    {
        var engine = new FakeEngine();
        foreach (var name in names)
        {
            engine["networks"].Put(new JsonObject { ["name"] = name });
        }

        return engine;
    }

    public static HttpRequestException Lost => new(HttpRequestError.ResponseEnded, "the connection was reset");

    public static HttpRequestException Unconnected => new(HttpRequestError.ConnectionError, "connection refused");
}
