using System.Net;
using System.Text.Json.Nodes;

namespace Vfleet.Server.Tests.Running;

/// <summary>What an engine answered.</summary>
public sealed record Answered(HttpStatusCode Status, string Text, string? MediaType, string? Tag, string? Location)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string Code => (string)Json["code"]!;

    public string Id => (string)Json["id"]!;

    public Answered ShouldBe(HttpStatusCode status)
    {
        Status.ShouldBe(status, Text);
        return this;
    }

    public Answered ShouldBeRefused(HttpStatusCode status, string code)
    {
        ShouldBe(status);
        MediaType.ShouldBe("application/problem+json");
        Code.ShouldBe(code, Text);
        ((int)Json["status"]!).ShouldBe((int)status);
        return this;
    }
}
