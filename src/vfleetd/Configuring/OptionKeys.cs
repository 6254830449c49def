using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Vfleet.Domain.Problems;

namespace Vfleet.Server.Configuring;

/// <summary>A key of the configuration: the same in the file, as <c>--key</c> and as <c>VFLEETD_KEY</c>.</summary>
/// <param name="Name">Its name, in camel case.</param>
/// <param name="Meaning">What it says, for help and documentation.</param>
/// <param name="Form">What stands there.</param>
internal sealed record OptionKey(string Name, string Meaning, string Form)
{
    /// <summary>Sets it; several values only where they are allowed. Null for what cannot be understood.</summary>
    public required Func<ServerOptions, ImmutableArray<string>, ServerOptions?> Set { get; init; }

    /// <summary>What it must look like, for a message.</summary>
    public required string Remedy { get; init; }

    /// <summary>Whether it may have several values.</summary>
    public bool IsMany { get; init; }

    /// <summary>As an option of the command line.</summary>
    public string Option => "--" + string.Concat(Name.Select(letter => char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{letter}"));

    /// <summary>As a variable of the environment.</summary>
    public string Variable => "VFLEETD_" + string.Concat(Name.Select(letter => char.IsUpper(letter) ? $"_{letter}" : $"{char.ToUpperInvariant(letter)}"));

    /// <summary>The problem that it has another value.</summary>
    /// <param name="where">Where that stands.</param>
    /// <returns>The problem. The value is not shown: a connection string may hold a password.</returns>
    public Problem Wrong(string where) => new(ProblemCode.Malformed, $"{Name} ({where}) cannot be understood", Remedy, Name);
}

/// <summary>All keys of the configuration.</summary>
internal static class OptionKeys
{
    /// <summary>They, in the order of the documentation.</summary>
    public static ImmutableArray<OptionKey> All { get; } =
    [
        new("listen", "Where it listens; several may be given.", "ADDRESS:PORT")
        {
            IsMany = true,
            Remedy = "give addresses as 0.0.0.0:8443 or [::]:8443",
            Set = (options, values) => values.Select(Endpoint).ToImmutableArray() is var points && points.All(point => point is not null)
                ? options with { Listen = [.. points.OfType<IPEndPoint>()] }
                : null,
        },
        new("data", "The folder of its files.", "FOLDER")
        {
            Remedy = "give an absolute path",
            Set = (options, values) => Path.IsPathRooted(values[0]) ? options with { Data = values[0] } : null,
        },
        new("store", "Where the fleet is kept: sqlite:PATH. A file in the data folder when left out.", "CONNECTION")
        {
            Remedy = "give a connection string, as sqlite:/var/lib/vfleet-engine/fleet.db",
            Set = (options, values) => values[0].Length > 0 ? options with { Store = values[0] } : null,
        },
        new("certificate", "A certificate from outside with its chain, PEM. One of the fleet's authority when left out.", "FILE")
        {
            Remedy = "give the path of a PEM file",
            Set = (options, values) => values[0].Length > 0 ? options with { Certificate = values[0] } : null,
        },
        new("key", "The key of the certificate, PEM.", "FILE")
        {
            Remedy = "give the path of a PEM file",
            Set = (options, values) => values[0].Length > 0 ? options with { Key = values[0] } : null,
        },
        new("name", "Names and addresses that the engine is reached by, for the certificate of the authority; several may be given. Those of this machine when left out.", "NAME")
        {
            IsMany = true,
            Remedy = "give DNS names or addresses",
            Set = (options, values) => values.All(value => Uri.CheckHostName(value) is not UriHostNameType.Unknown) ? options with { Names = values } : null,
        },
        new("engineName", "What people call this engine; the machine's name when left out.", "NAME")
        {
            Remedy = "give at most 64 characters",
            Set = (options, values) => values[0].Length <= 64 ? options with { Name = values[0] } : null,
        },
        new("otlp", "Where metrics and traces are sent (OTLP over gRPC).", "URL")
        {
            Remedy = "give a URL, as http://collector:4317",
            Set = (options, values) => Uri.TryCreate(values[0], UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? options with { Otlp = url } : null,
        },
        new("mostConnections", "How many connections at most, 10-1000000.", "NUMBER")
        {
            Remedy = "give 10 to 1000000",
            Set = (options, values) => int.TryParse(values[0], NumberStyles.None, null, out var most) && most is >= 10 and <= 1_000_000 ? options with { MostConnections = most } : null,
        },
    ];

    private static IPEndPoint? Endpoint(string text) =>
        IPEndPoint.TryParse(text, out var point) && (point.Port != 0 || text.EndsWith(":0", StringComparison.Ordinal)) ? point : null;
}
