using System.Collections.Concurrent;
using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Events;
using Vfleet.Libvirt.Xml;

namespace Vfleet.TestKit.FakeLibvirt;

/// <summary>The state behind fake connections. Safe from several threads.</summary>
public sealed class FakeHypervisor
{
    private readonly ConcurrentDictionary<Guid, FakeDomain> _domains = new();
    private TaskCompletionSource<ConnectionLoss> _link = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _nextId;

    /// <summary>Version that the daemon claims.</summary>
    public LibvirtVersion Version { get; set; } = new(11, 3, 0);

    /// <summary>Failures to come, and the calls that were made.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>Networks by name.</summary>
    public ConcurrentDictionary<string, FakeNetwork> Networks { get; } = new(StringComparer.Ordinal);

    /// <summary>Documents of host devices by name.</summary>
    public ConcurrentDictionary<string, string> NodeDevices { get; } = new(StringComparer.Ordinal);

    /// <summary>All domains.</summary>
    public IEnumerable<FakeDomain> Domains => _domains.Values;

    /// <summary>The files of UEFI variables that are there: made at a start, removed with a definition unless they are to be kept.</summary>
    public ConcurrentDictionary<string, bool> Nvrams { get; } = new(StringComparer.Ordinal);

    internal EventFanout Events { get; private set; } = new();

    internal Task<ConnectionLoss> LinkLost => _link.Task;

    /// <summary>Adds a defined domain that does not run.</summary>
    public FakeDomain Define(string xml)
    {
        var document = DomainDocument.Parse(xml);
        var uuid = document.Uuid ?? _domains.Values.FirstOrDefault(one => string.Equals(one.Name, document.Name, StringComparison.Ordinal))?.Uuid ?? Guid.NewGuid();
        var domain = _domains.GetOrAdd(uuid, static (key, name) => new FakeDomain(key, name), document.Name);
        domain.Config = document;
        Tell(domain, LifecycleChange.Defined);
        return domain;
    }

    /// <summary>Adds a defined domain with only a name, and starts it.</summary>
    public FakeDomain DefineRunning(string name)
    {
        var domain = Define($"<domain type='kvm'><name>{name}</name><uuid>{Guid.NewGuid()}</uuid><memory>196608</memory><devices/></domain>");
        Start(domain);
        return domain;
    }

    /// <summary>Starts a domain: its definition becomes its live document.</summary>
    public void Start(FakeDomain domain)
    {
        domain.Live = domain.Config ?? throw new InvalidOperationException($"{domain.Name} has no definition");
        domain.Id = Interlocked.Increment(ref _nextId);
        domain.State = DomainState.Running;
        if (domain.Live.Nvram is { } nvram)
        {
            Nvrams[nvram] = true;
        }

        Tell(domain, LifecycleChange.Started);
    }

    /// <summary>Ends a domain, as a guest that shuts down does.</summary>
    public void Stop(FakeDomain domain)
    {
        domain.Live = null;
        domain.Id = null;
        domain.State = DomainState.ShutOff;
        if (domain.Config is null)
        {
            _domains.TryRemove(domain.Uuid, out _);
        }

        Tell(domain, LifecycleChange.Stopped);
    }

    internal void AskToShutDown(FakeDomain domain)
    {
        if (!domain.IgnoresShutdown)
        {
            Stop(domain);
        }
    }

    /// <summary>Lets the guest answer now to an unplug that it was silent about.</summary>
    public void AnswerUnplug(FakeDomain domain, string alias, GuestUnplug answer) => FakeHotPlug.Answer(this, domain, alias, answer);

    /// <summary>Breaks every open connection; connections opened later are whole.</summary>
    public void LoseConnections()
    {
        var events = Events;
        var link = _link;
        Events = new EventFanout();
        _link = new(TaskCreationOptions.RunContinuationsAsynchronously);
        link.TrySetResult(ConnectionLoss.EndOfFile);
        events.End();
    }

    /// <summary>The domain of a UUID.</summary>
    /// <exception cref="LibvirtException">There is none.</exception>
    public FakeDomain Require(Guid uuid, string operation) => Find(uuid)
        ?? throw new LibvirtException(operation, $"domain {uuid}", LibvirtErrorCode.NoDomain, LibvirtErrorDomain.Qemu, "Domain not found");

    internal FakeDomain? Find(Guid uuid) => _domains.GetValueOrDefault(uuid);

    internal void Remove(FakeDomain domain, bool keepsNvram)
    {
        if (!keepsNvram && domain.Config?.Nvram is { } nvram)
        {
            Nvrams.TryRemove(nvram, out _);
        }

        domain.Config = null;
        if (domain.Live is null)
        {
            _domains.TryRemove(domain.Uuid, out _);
        }

        Tell(domain, LifecycleChange.Undefined);
    }

    internal void Tell(FakeDomain domain, LifecycleChange change) =>
        Events.Publish(DomainEventKinds.Lifecycle, new LifecycleEvent(domain.Uuid, domain.Name, change, Detail: 0));
}
