namespace Vfleet.Lab;

/// <summary>Where the lab keeps things. All of it is outside the source tree.</summary>
public static class LabPaths
{
    /// <summary>Images, downloaded packages and kept disks: <c>VFLEET_LAB_CACHE</c>, or <c>/var/cache/vfleet-lab</c>.</summary>
    public static string Cache { get; } =
        Environment.GetEnvironmentVariable("VFLEET_LAB_CACHE") is { Length: > 0 } given ? Path.GetFullPath(given) : "/var/cache/vfleet-lab";

    /// <summary>What describes the labs that run now, one folder each: <c>/run/vfleet-lab</c>.</summary>
    public static string State => "/run/vfleet-lab";

    internal static string Downloads => Path.Combine(Cache, "downloads");

    internal static string Disks(string lab) => Path.Combine(Cache, "disks", lab);

    internal static string StateOf(string lab) => Path.Combine(State, lab);
}
