using System.Globalization;
using System.Text.Json.Nodes;

namespace Vfleet.TestKit.FakeEngine;

/// <summary>A collection of resources in memory that answers as the engine's do.</summary>
public sealed class FakeCollection
{
    private const int DefaultLimit = 100;

    private readonly List<JsonObject> _items = [];
    private readonly Dictionary<string, int> _versions = [];
    private int _ids;

    /// <summary>What there is, in order.</summary>
    public IReadOnlyList<JsonObject> Items => _items;

    /// <summary>Puts a resource in, with an id if it has none.</summary>
    public JsonObject Put(JsonObject resource)
    {
        resource["id"] ??= $"00000000-0000-0000-0000-{++_ids:d12}";
        _items.Add(resource);
        return resource;
    }

    /// <summary>Somebody else changes a resource.</summary>
    public void Touch(string key) => Bump(Find(key));

    public string TagOf(JsonObject item) => $"\"{_versions.GetValueOrDefault(Id(item), 1)}\"";

    /// <summary>Finds a resource by any of the members that name it.</summary>
    public JsonObject Find(string key)
    {
        string[] names = ["id", "name", "address"];
        var found = _items.Where(item => names.Any(name => item[name]?.ToString() == key)).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new FakeRefusalException(404, "RESOURCE_UNKNOWN", $"there is no '{key}'"),
            _ => throw new FakeRefusalException(409, "NAME_AMBIGUOUS", $"'{key}' names {found.Count} resources", "give the id"),
        };
    }

    public JsonObject Page(IReadOnlyDictionary<string, string> query)
    {
        var limit = query.TryGetValue("limit", out var asked) ? int.Parse(asked, CultureInfo.InvariantCulture) : DefaultLimit;
        if (limit is < 1 or > 1000)
        {
            throw new FakeRefusalException(400, "OUT_OF_RANGE", "limit is 1 to 1000");
        }

        var all = _items.Where(item => Matches(item, query)).ToList();
        if (query.TryGetValue("sort", out var sort))
        {
            var member = sort.TrimStart('-');
            all = [.. all.OrderBy(item => item[member]?.ToString(), StringComparer.Ordinal)];
            if (sort.StartsWith('-'))
            {
                all.Reverse();
            }
        }

        var begin = query.TryGetValue("after", out var after) ? all.FindIndex(item => Id(item) == after) + 1 : 0;
        var part = all.Skip(begin).Take(limit).ToList();
        return new JsonObject
        {
            ["items"] = new JsonArray([.. part.Select(item => item.DeepClone())]),
            ["total"] = all.Count,
            ["next"] = begin + part.Count < all.Count ? Id(part[^1]) : null,
        };
    }

    public JsonObject Add(JsonObject body, bool dryRun)
    {
        var name = body["name"]?.ToString();
        if (name is not null && _items.Any(item => item["name"]?.ToString() == name))
        {
            throw new FakeRefusalException(409, "NAME_TAKEN", $"there is a '{name}' already", "give another name", "name");
        }

        var made = (JsonObject)body.DeepClone();
        return dryRun ? made : Put(made);
    }

    /// <summary>RFC 7396.</summary>
    public JsonObject Change(string key, JsonObject patch, string? ifMatch, bool dryRun)
    {
        var item = Find(key);
        if (ifMatch is not null && ifMatch != TagOf(item))
        {
            throw new FakeRefusalException(412, "CHANGED_MEANWHILE", $"'{key}' has changed meanwhile", "read it again");
        }

        var changed = dryRun ? (JsonObject)item.DeepClone() : item;
        Merge(changed, patch);
        if (!dryRun)
        {
            Bump(item);
        }

        return changed;
    }

    public void Remove(string key, bool dryRun)
    {
        var item = Find(key);
        if (!dryRun)
        {
            _items.Remove(item);
        }
    }

    public static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (member, value) in patch)
        {
            if (value is null)
            {
                target.Remove(member);
            }
            else if (value is JsonObject inner && target[member] is JsonObject old)
            {
                Merge(old, inner);
            }
            else
            {
                target[member] = value.DeepClone();
            }
        }
    }

    private void Bump(JsonObject item) => _versions[Id(item)] = _versions.GetValueOrDefault(Id(item), 1) + 1;

    private static string Id(JsonObject item) => item["id"]!.ToString();

    private static bool Matches(JsonObject item, IReadOnlyDictionary<string, string> query) => query
        .Where(pair => pair.Key is not ("limit" or "after" or "sort" or "dryRun" or "before"))
        .All(pair => item[pair.Key] switch
        {
            JsonObject reference => reference["name"]?.ToString() == pair.Value || reference["id"]?.ToString() == pair.Value,
            JsonArray { Count: > 0 } => pair.Value == "true",
            { } value => value.ToString() == pair.Value,
            null => false,
        });
}
