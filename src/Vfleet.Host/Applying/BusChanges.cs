using System.Threading.Channels;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Uevent;

namespace Vfleet.Host.Applying;

/// <summary>Tells when something about PCI functions or netdevs changed, by the kernel's own events.</summary>
internal sealed class BusChanges : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly UeventSubscription? _events;

    public BusChanges(HostParts parts)
    {
        try
        {
            _events = new UeventSubscription(parts.Kernel);
        }
        catch (NetlinkException)
        {
            // Not allowed in some containers: those who wait look at intervals instead.
            return;
        }

        _ = ListenAsync(_events);
    }

    /// <summary>Waits for the next change. Without events it never ends by itself.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Ends at a change.</returns>
    public async Task NextAsync(CancellationToken cancellationToken) => await _changes.Reader.ReadAsync(cancellationToken);

    public void Dispose()
    {
        _stop.Cancel();
        _events?.Dispose();
        _stop.Dispose();
    }

    private async Task ListenAsync(UeventSubscription events)
    {
        try
        {
            await foreach (var item in events.ReadAllAsync(_stop.Token))
            {
                if (item is UeventsLost or Uevent { Subsystem: "pci" or "net" })
                {
                    _changes.Writer.TryWrite(true);
                }
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException or NetlinkException or MalformedNetlinkException)
        {
            // The wait falls back to looking at intervals.
        }
    }
}
