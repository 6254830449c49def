using System.Collections.Immutable;
using System.Net;

namespace Vfleet.Server.Configuring;

/// <summary>How the engine runs. docs/engine.md lists the keys.</summary>
internal sealed record ServerOptions
{
    /// <summary>The port when none is named.</summary>
    public const int UsualPort = 8443;

    /// <summary>Where it listens.</summary>
    public ImmutableArray<IPEndPoint> Listen { get; init; } = [new(IPAddress.Any, UsualPort)];

    /// <summary>The folder of its files.</summary>
    public string Data { get; init; } = "/var/lib/vfleet-engine";

    /// <summary>The store; null for a file in <see cref="Data"/>.</summary>
    public string? Store { get; init; }

    /// <summary>A certificate from outside (PEM); null for one of the fleet's authority.</summary>
    public string? Certificate { get; init; }

    /// <summary>The key of <see cref="Certificate"/> (PEM).</summary>
    public string? Key { get; init; }

    /// <summary>The names and addresses that it is reached by, for the certificate; empty for those of this machine.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>What people call it; empty for the machine's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where metrics and traces are sent (OTLP); null for nowhere.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>How many connections at most.</summary>
    public int MostConnections { get; init; } = 25_000;

    /// <summary>The store's connection string.</summary>
    public string StoreConnection => Store ?? Path.Join(Data, "fleet.db");
}
