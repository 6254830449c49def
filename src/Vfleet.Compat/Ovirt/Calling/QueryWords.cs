namespace Vfleet.Compat.Ovirt.Calling;

/// <summary>Words of query parameters and headers, as oVirt reads them (ParametersHelper).</summary>
internal static class QueryWords
{
    /// <summary>A truth.</summary>
    /// <param name="text">What stands there; empty is true.</param>
    /// <returns>It; null for anything else.</returns>
    public static bool? Truth(string text) => text.Trim().ToLowerInvariant() switch
    {
        "" or "t" or "true" or "y" or "yes" or "1" => true,
        "f" or "false" or "n" or "no" or "0" => false,
        _ => null,
    };
}
