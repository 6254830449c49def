using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Vfleet.Api;
using Vfleet.Api.Answers;
using Vfleet.Primitives;
using Vfleet.Server.Answering;

namespace Vfleet.Server.Tests.OpenApi;

/// <summary>The OpenAPI 3.1 document of the routes of a running engine.</summary>
internal sealed class OpenApiDocument(IReadOnlyList<RouteFacts> routes)
{
    private readonly SortedDictionary<string, JsonNode> _schemas = new(StringComparer.Ordinal);
    private readonly ApiWords _words = new();

    public string Write()
    {
        var paths = new JsonObject();
        foreach (var path in routes.OrderBy(route => route.Pattern, StringComparer.Ordinal).GroupBy(route => route.Pattern))
        {
            paths[path.Key] = new JsonObject(path.OrderBy(route => route.Method, StringComparer.Ordinal)
                .Select(route => new KeyValuePair<string, JsonNode?>(route.Method.ToLowerInvariant(), Operation(route))));
        }

        var problem = Schema(typeof(ProblemDetails));
        var document = new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject { ["title"] = "Vfleet", ["version"] = "v1", ["description"] = "The engine of a fleet of KVM hosts with SR-IOV virtual functions. docs/engine.md describes it." },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = new JsonObject(_schemas.Select(schema => new KeyValuePair<string, JsonNode?>(schema.Key, schema.Value))),
                ["responses"] = new JsonObject
                {
                    ["Problem"] = new JsonObject { ["description"] = "No, and why.", ["content"] = Content(ProblemDetails.MediaType, problem) },
                },
                ["securitySchemes"] = new JsonObject
                {
                    ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
                    ["certificate"] = new JsonObject { ["type"] = "mutualTLS" },
                },
            },
        };
        return document.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }

    private JsonObject Operation(RouteFacts route)
    {
        var operation = new JsonObject { ["summary"] = route.Summary, ["operationId"] = Id(route) };
        if (route.Gate is Gate.People { Role: var role })
        {
            operation["description"] = $"Needs the role {role.ToString().ToLowerInvariant()}.";
        }

        operation["security"] = route.Gate switch
        {
            Gate.Everybody => new JsonArray(),
            Gate.Agents => new JsonArray(new JsonObject { ["certificate"] = new JsonArray() }),
            _ => new JsonArray(new JsonObject { ["token"] = new JsonArray() }),
        };
        var parameters = new JsonArray(
        [
            .. route.Pattern.Split('/').Where(part => part.StartsWith('{')).Select(part => Parameter(part.Trim('{', '}'), "path", "Its id or name.")),
            .. route.Query.Select(word => Parameter(word.Name, "query", word.Meaning)),
            .. route is { Method: "POST", Gate: Gate.People or Gate.Anybody } ? [Parameter("Idempotency-Key", "header", "Under which the request is done once, 1-200 characters.")] : Array.Empty<JsonNode>(),
            .. route.Method is "PATCH" or "DELETE" && route.Gate is Gate.People ? [Parameter("If-Match", "header", "The ETag of the resource that the change is of.")] : Array.Empty<JsonNode>(),
            .. route.IsStream ? [Parameter("Last-Event-ID", "header", "The last event that is known.")] : Array.Empty<JsonNode>(),
        ]);
        if (parameters.Count > 0)
        {
            operation["parameters"] = parameters;
        }

        if (route.Takes is { } takes)
        {
            operation["requestBody"] = new JsonObject
            {
                ["required"] = !route.IsBodyOptional,
                ["content"] = Content(route.Method == "PATCH" ? "application/merge-patch+json" : "application/json", Schema(takes)),
            };
        }

        var responses = new JsonObject { [$"{route.Status}"] = Response(route.Gives, route.IsStream ? "text/event-stream" : "application/json") };
        if (route.GivesLater is { } later)
        {
            responses["202"] = Response(later, "application/json");
        }

        responses["default"] = new JsonObject { ["$ref"] = "#/components/responses/Problem" };
        operation["responses"] = responses;
        return operation;
    }

    private JsonObject Response(Type? type, string media)
    {
        var response = new JsonObject { ["description"] = "Done." };
        if (type is not null)
        {
            response["content"] = Content(media, Schema(type));
        }

        return response;
    }

    private static JsonObject Content(string media, JsonNode schema) => new() { [media] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Parameter(string name, string place, string meaning)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["description"] = meaning };
        if (place == "path")
        {
            parameter["required"] = true;
        }

        parameter["schema"] = new JsonObject { ["type"] = "string" };
        return parameter;
    }

    private static string Id(RouteFacts route) =>
        route.Method.ToLowerInvariant() + string.Concat(route.Pattern.Split('/', '{', '}').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    private static string NameOf(Type type) => type.IsGenericType ? $"{type.Name.Split('`')[0]}Of{type.GetGenericArguments()[0].Name}" : type.Name;

    private JsonObject Schema(Type type)
    {
        var name = NameOf(type);
        if (!_schemas.ContainsKey(name))
        {
            _schemas[name] = new JsonObject();
            _schemas[name] = JsonSchemaExporter.GetJsonSchemaAsNode(ApiJson.Default.Options, type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform });
        }

        return new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
    }

    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (type == typeof(MacAddress))
        {
            schema = new JsonObject { ["type"] = "string", ["examples"] = new JsonArray("52:54:00:12:34:56") };
        }
        else if (type == typeof(PciAddress))
        {
            schema = new JsonObject { ["type"] = "string", ["examples"] = new JsonArray("0000:01:00.0") };
        }
        else if (type == typeof(Reference))
        {
            _schemas[nameof(Reference)] = JsonNode.Parse(
                """{"description":"Names another resource: by id, by name, or as an object with one or both.","oneOf":[{"type":"string"},{"type":"object","properties":{"id":{"type":"string","format":"uuid"},"name":{"type":"string"}}}]}""")!;
            schema = new JsonObject { ["$ref"] = "#/components/schemas/Reference" };
        }
        else if (context.Path.Length > 0 && type.IsClass && type.Namespace?.StartsWith("Vfleet", StringComparison.Ordinal) == true)
        {
            schema = Schema(type);
        }
        else if (context.Path.Length == 0 && schema is JsonObject root && _words.Of(type) is { } words)
        {
            root.Insert(0, "description", words);
        }

        if (context.PropertyInfo?.AttributeProvider is MemberInfo member && schema is JsonObject described && _words.Of(member) is { } said)
        {
            described["description"] = said;
        }

        return schema;
    }
}
