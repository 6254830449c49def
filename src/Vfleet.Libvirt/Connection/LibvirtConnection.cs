using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Events;
using Vfleet.Libvirt.Interop;
using Vfleet.Libvirt.Networks;
using Vfleet.Libvirt.NodeDevices;

namespace Vfleet.Libvirt.Connection;

/// <summary>A connection through the installed library.</summary>
internal sealed class LibvirtConnection : ILibvirtConnection
{
    private readonly Session _session;
    private readonly DomainEventHub _events;
    private readonly TaskCompletionSource<ConnectionLoss> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _disposed;

    private LibvirtConnection(ConnectionOptions options, Session session)
    {
        Uri = options.Uri;
        IsReadOnly = options.ReadOnly;
        _session = session;
        _events = new DomainEventHub(session);
        Domains = new NativeDomains(session);
        Devices = new NativeDomainDevices(session);
        Lifecycle = new NativeDomainLifecycle(session);
        Metadata = new NativeDomainMetadata(session);
        Networks = new NativeNetworks(session);
        NodeDevices = new NativeNodeDevices(session);
    }

    public string Uri { get; }

    public bool IsReadOnly { get; }

    public LibvirtVersion LibraryVersion => _session.LibraryVersion;

    public LibvirtVersion DaemonVersion => _session.DaemonVersion;

    public Task<ConnectionLoss> Closed => _closed.Task;

    public IDomains Domains { get; }

    public IDomainDevices Devices { get; }

    public IDomainLifecycle Lifecycle { get; }

    public IDomainMetadata Metadata { get; }

    public IDomainEvents Events => _events;

    public INetworks Networks { get; }

    public INodeDevices NodeDevices { get; }

    /// <summary>Opens; call it off the caller's thread, since libvirt blocks until the daemon answers.</summary>
    /// <exception cref="LibvirtException">No connection.</exception>
    internal static LibvirtConnection Open(ConnectionOptions options, LibvirtVersion libraryVersion)
    {
        var handle = LastError.Check(
            options.ReadOnly ? ConnectionCalls.OpenReadOnly(options.Uri) : ConnectionCalls.Open(options.Uri), "connect to libvirt", options.Uri);
        try
        {
            LastError.Check(ConnectionCalls.GetLibraryVersion(handle, out var daemon), "read the version of the daemon", options.Uri);
            var session = new Session(handle, new CallGate(), libraryVersion, LibvirtVersion.FromNumber(daemon));
            var connection = new LibvirtConnection(options, session);
            connection.WatchLink(options);
            return connection;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public Task<string> ReadCapabilitiesAsync(CancellationToken cancellationToken) => _session.Gate.ReadAsync(
        () => NativeText.Owned(LastError.Check(ConnectionCalls.GetCapabilities(_session.Handle), "read the host's capabilities", Uri)), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await Task.Run(Close);
        EndedBy(ConnectionLoss.Disposed);
        _session.Gate.Dispose();
    }

    // Registrations hold references: with one left, the library would never close the link.
    private unsafe void Close()
    {
        _events.Deregister();
        _ = ConnectionCalls.UnregisterCloseCallback(_session.Handle, &LinkLost);
        _session.Handle.Dispose();
    }

    private unsafe void WatchLink(ConnectionOptions options)
    {
        // Drivers without a link (test:///) support neither; both failures are harmless.
        if (options.KeepAliveSeconds > 0)
        {
            _ = ConnectionCalls.SetKeepAlive(_session.Handle, options.KeepAliveSeconds, (uint)options.KeepAliveCount);
        }

        var self = GCHandle.ToIntPtr(GCHandle.Alloc(this, GCHandleType.Weak));
        if (ConnectionCalls.RegisterCloseCallback(_session.Handle, &LinkLost, self, &EventLoop.FreeGCHandle) < 0)
        {
            GCHandle.FromIntPtr(self).Free();
        }
    }

    private void EndedBy(ConnectionLoss reason)
    {
        _closed.TrySetResult(reason);
        _events.End();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void LinkLost(nint connection, int reason, nint self)
    {
        if (GCHandle.FromIntPtr(self).Target is LibvirtConnection lost)
        {
            lost.EndedBy((ConnectionLoss)reason);
        }
    }
}
