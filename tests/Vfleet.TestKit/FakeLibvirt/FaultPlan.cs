using System.Collections.Concurrent;
using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Domains;

namespace Vfleet.TestKit.FakeLibvirt;

/// <summary>Calls that can be made to fail, by name.</summary>
public enum FakeCall
{
    List,
    Find,
    ReadXml,
    Attach,
    DetachByAlias,
    Detach,
    Update,
    Define,
    Start,
    Shutdown,
    Reboot,
    Destroy,
    Undefine,
    Metadata,
    Subscribe,
    Networks,
    NodeDevices,
}

/// <summary>Failures to come, and a record of the calls that were made.</summary>
public sealed class FaultPlan
{
    private readonly ConcurrentDictionary<FakeCall, ConcurrentQueue<Func<Refused?>>> _plans = new();
    private readonly ConcurrentQueue<(FakeCall Call, string Detail)> _made = new();

    /// <summary>Every call, in order, with its main argument.</summary>
    public IReadOnlyCollection<(FakeCall Call, string Detail)> Made => _made;

    /// <summary>The next call of a kind throws.</summary>
    public void FailNext(FakeCall call, LibvirtException failure) => Queue(call).Enqueue(() => throw failure);

    /// <summary>The next call of a kind that changes a device is refused.</summary>
    public void RefuseNext(FakeCall call, RefusalReason reason) => Queue(call).Enqueue(() => new Refused(reason, $"planned: {reason}"));

    /// <summary>The next call of a kind does something first, such as changing the host under the caller's feet.</summary>
    public void BeforeNext(FakeCall call, Action act) => Queue(call).Enqueue(() =>
    {
        act();
        return null;
    });

    internal Refused? Enter(FakeCall call, string detail)
    {
        _made.Enqueue((call, detail));
        return Queue(call).TryDequeue(out var planned) ? planned() : null;
    }

    private ConcurrentQueue<Func<Refused?>> Queue(FakeCall call) => _plans.GetOrAdd(call, static _ => new());
}
