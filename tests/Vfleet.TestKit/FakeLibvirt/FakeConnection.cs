using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Events;
using Vfleet.Libvirt.Networks;
using Vfleet.Libvirt.NodeDevices;

namespace Vfleet.TestKit.FakeLibvirt;

/// <summary>A connection to the fake.</summary>
internal sealed class FakeConnection : ILibvirtConnection, IDomainEvents
{
    private readonly FakeHypervisor _host;
    private readonly EventFanout _events;
    private readonly TaskCompletionSource<ConnectionLoss> _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal FakeConnection(FakeHypervisor host, ConnectionOptions options)
    {
        _host = host;
        _events = host.Events;
        Uri = options.Uri;
        IsReadOnly = options.ReadOnly;
        var domains = new FakeDomainCalls(host, Require);
        Domains = domains;
        Devices = domains;
        Lifecycle = domains;
        Metadata = domains;
        var others = new FakeHostCalls(host, Require);
        Networks = others;
        NodeDevices = others;
        Closed = FirstOf(host.LinkLost, _disposed.Task);
    }

    public string Uri { get; }

    public bool IsReadOnly { get; }

    public LibvirtVersion LibraryVersion => _host.Version;

    public LibvirtVersion DaemonVersion => _host.Version;

    public Task<ConnectionLoss> Closed { get; }

    public IDomains Domains { get; }

    public IDomainDevices Devices { get; }

    public IDomainLifecycle Lifecycle { get; }

    public IDomainMetadata Metadata { get; }

    public IDomainEvents Events => this;

    public INetworks Networks { get; }

    public INodeDevices NodeDevices { get; }

    public Task<string> ReadCapabilitiesAsync(CancellationToken cancellationToken)
    {
        Require(changes: false, cancellationToken);
        return Task.FromResult("<capabilities/>");
    }

    public Task<IDomainEventSubscription> SubscribeAsync(DomainEventKinds kinds, Guid? domain, CancellationToken cancellationToken)
    {
        Require(changes: false, cancellationToken);
        _host.Faults.Enter(FakeCall.Subscribe, kinds.ToString());
        return Task.FromResult(_events.Add(kinds, domain));
    }

    public ValueTask DisposeAsync()
    {
        _disposed.TrySetResult(ConnectionLoss.Disposed);
        return ValueTask.CompletedTask;
    }

    private static async Task<ConnectionLoss> FirstOf(Task<ConnectionLoss> lost, Task<ConnectionLoss> disposed) => await await Task.WhenAny(lost, disposed);

    private void Require(bool changes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed.Task.IsCompleted, this);
        if (Closed.IsCompleted)
        {
            throw new LibvirtException("call libvirt", Uri, LibvirtErrorCode.InternalError, LibvirtErrorDomain.Rpc, "client socket is closed");
        }

        if (changes && IsReadOnly)
        {
            throw new LibvirtException(
                "call libvirt", Uri, LibvirtErrorCode.OperationDenied, LibvirtErrorDomain.Qemu, "read only access prevents this call");
        }
    }
}

/// <summary>Checks that a call may be made at all.</summary>
internal delegate void CallGuard(bool changes, CancellationToken cancellationToken);
