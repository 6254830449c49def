using Vfleet.Domain.Problems;

namespace Vfleet.Server.Answering;

/// <summary>Refuses query parameters that a route does not know: a filter that is passed over shows what was not asked for.</summary>
internal static class QueryReading
{
    /// <summary>What is wrong.</summary>
    /// <param name="query">The parameters.</param>
    /// <param name="facts">The route.</param>
    /// <returns>The problem; null when there is none.</returns>
    public static Problem? Check(IQueryCollection query, RouteFacts facts)
    {
        foreach (var (name, values) in query)
        {
            if (!facts.Query.Any(word => word.Name == name))
            {
                var known = facts.Query.IsEmpty ? "none is known here" : $"known are {string.Join(", ", facts.Query.Select(word => word.Name))}";
                var meant = Misspelling.Nearest(name, facts.Query.Select(word => word.Name));
                return new Problem(ServerCode.Query, $"the query parameter '{Shown(name)}' is not known", meant is null ? known : $"did you mean '{meant}'? {known}", Shown(name));
            }

            if (values.Count != 1)
            {
                return new Problem(ServerCode.Query, $"the query parameter '{name}' is given {values.Count} times", "give it once", name);
            }
        }

        return facts.CanDryRun && query["dryRun"] is { Count: 1 } dry && dry != "true" && dry != "false"
            ? new Problem(ServerCode.Query, $"dryRun cannot be '{Shown(dry.ToString())}'", "give true or false", "dryRun")
            : null;
    }

    /// <summary>Some of what was sent, for a message.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Its beginning.</returns>
    public static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
