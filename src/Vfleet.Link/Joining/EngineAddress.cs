using System.Diagnostics.CodeAnalysis;
using Vfleet.Domain.Problems;

namespace Vfleet.Link.Joining;

/// <summary>Where an engine is, as people write it.</summary>
public static class EngineAddress
{
    /// <summary>The port that engines listen on when nobody says otherwise.</summary>
    public const int DefaultPort = 8443;

    /// <summary>Reads <c>https://engine1:8443</c>, <c>engine1:8443</c> or <c>engine1</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="engine">The address, with its port.</param>
    /// <param name="problem">Why it is none.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? engine, [NotNullWhen(false)] out Problem? problem)
    {
        const string Scheme = "https://";
        (engine, problem) = (null, null);
        var isNamed = text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
        if (!isNamed && text.Contains("://", StringComparison.Ordinal))
        {
            problem = Refuse(text, "an engine is spoken to over TLS only", $"give https://ENGINE, whose port is {DefaultPort} when none is given");
            return false;
        }

        var place = (isNamed ? text[Scheme.Length..] : text).TrimEnd('/');
        var hasPort = place.LastIndexOf(':') > place.LastIndexOf(']');
        if (place.AsSpan().ContainsAny("/?#@ ") || !Uri.TryCreate($"{Scheme}{place}{(hasPort ? "" : $":{DefaultPort}")}", UriKind.Absolute, out engine) || engine.Host.Length == 0)
        {
            engine = null;
            problem = Refuse(text, "this is no address of an engine", "give https://ENGINE or https://ENGINE:PORT, without a path");
            return false;
        }

        return true;
    }

    private static Problem Refuse(string text, string why, string remedy) => new(ProblemCode.Malformed, $"'{text}': {why}", remedy, "engine");
}
