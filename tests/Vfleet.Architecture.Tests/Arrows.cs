namespace Vfleet.Architecture.Tests;

/// <summary>Which part may know which others. A part that is not named here does not exist yet: name it before adding it.</summary>
internal static class Arrows
{
    private const string Primitives = "Vfleet.Primitives";
    private const string Domain = "Vfleet.Domain";

    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [Primitives] = [],
        ["Vfleet.Linux"] = [Primitives],
        ["Vfleet.Libvirt"] = [Primitives],
        [Domain] = [Primitives],
        ["Vfleet.Host"] = [Primitives, Domain, "Vfleet.Linux", "Vfleet.Libvirt"],
        ["Vfleet.Api"] = [Primitives, Domain],
        ["Vfleet.Client"] = [Primitives, Domain, "Vfleet.Api"],
        ["Vfleet.Link"] = [Primitives, Domain, "Vfleet.Linux", "Vfleet.Host", "Vfleet.Api"],
        ["Vfleet.Storage"] = [Primitives, Domain],
        ["Vfleet.Engine"] = [Primitives, Domain, "Vfleet.Storage"],
        ["Vfleet.Compat"] = [Primitives, Domain, "Vfleet.Storage", "Vfleet.Engine"],
        ["vfleet"] = [Primitives, Domain, "Vfleet.Host", "Vfleet.Api", "Vfleet.Client", "Vfleet.Link"],
        ["vfleetd"] = [Primitives, Domain, "Vfleet.Api", "Vfleet.Storage", "Vfleet.Engine", "Vfleet.Compat"],
    };
}
