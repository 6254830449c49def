using System.Text.Json.Nodes;
using Vfleet.Server.Tests.Running;
using Vfleet.TestKit.Sources;

namespace Vfleet.Server.Tests.OpenApi;

public sealed class OpenApiTests(TestEngine engine) : IClassFixture<TestEngine>
{
    // Set to 1, the test writes the document instead of comparing it.
    private const string Write = "VFLEET_WRITE_DOCS";

    [Fact]
    public void The_document_in_the_repository_is_the_one_of_the_routes()
    {
        var path = Path.Join(SourceTree.Root, "docs", "openapi.json");
        var document = new OpenApiDocument(engine.Server.Routes).Write();
        if (Environment.GetEnvironmentVariable(Write) == "1")
        {
            File.WriteAllText(path, document);
        }

        File.ReadAllText(path).ShouldBe(document, $"write it anew: run this test with {Write}=1");
    }

    [Fact]
    public void Every_reference_in_the_document_leads_somewhere_and_no_operation_has_the_id_of_another()
    {
        var document = JsonNode.Parse(new OpenApiDocument(engine.Server.Routes).Write())!;
        var all = new List<JsonObject>();
        Collect(document, all);

        foreach (var reference in all.Select(node => node["$ref"]).OfType<JsonValue>().Select(value => (string)value!))
        {
            reference.Split('/').Skip(1).Aggregate(document, (node, part) => node?[part]!).ShouldNotBeNull(reference);
        }

        var ids = all.Select(node => node["operationId"]).OfType<JsonValue>().Select(value => (string)value!).ToList();
        ids.Count.ShouldBe(engine.Server.Routes.Count);
        ids.Distinct().Count().ShouldBe(ids.Count);
    }

    private static void Collect(JsonNode? node, List<JsonObject> all)
    {
        if (node is JsonObject some)
        {
            all.Add(some);
            foreach (var (_, value) in some)
            {
                Collect(value, all);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var value in list)
            {
                Collect(value, all);
            }
        }
    }
}
