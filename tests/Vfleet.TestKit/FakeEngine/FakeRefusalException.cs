using System.Text.Json.Nodes;

namespace Vfleet.TestKit.FakeEngine;

/// <summary>A no of the fake engine.</summary>
public sealed class FakeRefusalException(int status, string code, string message, string remedy = "", string path = "") : Exception(message)
{
    public int Status => status;

    public JsonObject ToProblem() => new()
    {
        ["type"] = $"https://vfleet.example/problems/{code}",
        ["title"] = "Refused",
        ["status"] = status,
        ["detail"] = Message,
        ["code"] = code,
        ["problems"] = new JsonArray(new JsonObject { ["code"] = code, ["message"] = Message, ["remedy"] = remedy, ["path"] = path }),
    };
}
