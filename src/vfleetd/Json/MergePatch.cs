using System.Text.Json.Nodes;

namespace Vfleet.Server.Json;

/// <summary>JSON merge patch (RFC 7396): members that are missing stay, null removes one, lists are replaced whole.</summary>
internal static class MergePatch
{
    /// <summary>Applies a patch.</summary>
    /// <param name="target">What it is applied to; it is changed.</param>
    /// <param name="patch">The patch.</param>
    /// <returns>The result.</returns>
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject inner && !IsReference(target[name]))
            {
                target[name] = Apply(target[name]?.DeepClone() as JsonObject ?? [], inner);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }

        return target;
    }

    // A reference means one thing: half of the old one and half of the new one would mean the old one.
    private static bool IsReference(JsonNode? node) => node is JsonObject { Count: > 0 } known && known.All(member => member.Key is "id" or "name");
}
