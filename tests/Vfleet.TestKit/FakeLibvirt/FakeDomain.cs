using System.Collections.Concurrent;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Xml;

namespace Vfleet.TestKit.FakeLibvirt;

/// <summary>How a guest takes being asked to let go of a device.</summary>
public enum GuestUnplug
{
    /// <summary>It lets go at once.</summary>
    LetsGo,

    /// <summary>It says no.</summary>
    Refuses,

    /// <summary>It says nothing; see <see cref="FakeHypervisor.AnswerUnplug"/>.</summary>
    Silent,
}

/// <summary>A domain of the fake.</summary>
public sealed class FakeDomain(Guid uuid, string name)
{
    public Guid Uuid { get; } = uuid;

    public string Name { get; } = name;

    public int? Id { get; internal set; }

    public DomainState State { get; set; } = DomainState.ShutOff;

    /// <summary>The running domain's document, or null.</summary>
    public DomainDocument? Live { get; set; }

    /// <summary>The definition, or null for a transient domain.</summary>
    public DomainDocument? Config { get; set; }

    /// <summary>How its guest takes an unplug.</summary>
    public GuestUnplug Unplug { get; set; } = GuestUnplug.LetsGo;

    /// <summary>Whether its guest does nothing when it is asked to shut down.</summary>
    public bool IgnoresShutdown { get; set; }

    /// <summary>Metadata by scope and XML namespace.</summary>
    public ConcurrentDictionary<(DomainScope Scope, string NamespaceUri), string> Metadata { get; } = new();

    internal DomainEntry Entry => new(Uuid, Name, Id, State, Config is not null);

    internal DomainSnapshot Snapshot(DomainScope documents) => new(
        Entry,
        documents.HasFlag(DomainScope.Live) ? Live?.ToXml() : null,
        documents.HasFlag(DomainScope.Config) ? Config?.ToXml() : null);
}

/// <summary>A network of the fake.</summary>
public sealed record FakeNetwork(string Xml, bool IsActive = true)
{
    /// <summary>Documents of its ports, or null where the daemon has none.</summary>
    public IReadOnlyList<string>? Ports { get; init; } = [];
}
