using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Events;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Linux.Netlink.Uevent;
using Vfleet.Primitives;

namespace Vfleet.Host.Watching;

/// <summary>Joins what the kernel and libvirt tell into one stream of things that concern functions, links and guests.</summary>
/// <param name="parts">The host.</param>
internal sealed class HostWatch(HostParts parts)
{
    public async IAsyncEnumerable<HostEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var events = Channel.CreateUnbounded<HostEvent>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] sources =
        [
            FollowAsync("uevents", token => FollowFunctionsAsync(events.Writer, token), events.Writer, stop.Token),
            FollowAsync("links", token => FollowLinksAsync(events.Writer, token), events.Writer, stop.Token),
            FollowAsync("guests", token => FollowGuestsAsync(events.Writer, token), events.Writer, stop.Token),
        ];
        try
        {
            await foreach (var happened in events.Reader.ReadAllAsync(cancellationToken))
            {
                yield return happened;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(sources);
        }
    }

    private async Task FollowAsync(
        string source, Func<CancellationToken, Task> follow, ChannelWriter<HostEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            await follow(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The watch ends.
        }
        catch (Exception fault) when (fault is IOException or LibvirtException or LibvirtUnavailableException)
        {
            events.TryWrite(Event("watch.lost", source, $"nothing more is told of {source}: {fault.Message}"));
        }
    }

    private async Task FollowFunctionsAsync(ChannelWriter<HostEvent> events, CancellationToken cancellationToken)
    {
        using var subscription = new UeventSubscription(parts.Kernel);
        var functions = new FunctionNames(parts.Root);
        events.TryWrite(Began("uevents"));
        await foreach (var item in subscription.ReadAllAsync(cancellationToken))
        {
            if (item is UeventsLost)
            {
                events.TryWrite(Event("watch.overrun", "uevents", "events were lost: look again with 'vfleet vf list'"));
                functions.Refresh();
            }
            else if (item is Uevent { Subsystem: "pci" } uevent && PciAddress.TryParse(uevent.DeviceName, out var address)
                && functions.NameOf(address, uevent.Action) is var (kind, name))
            {
                events.TryWrite(Of(uevent, kind, name, address));
            }
        }
    }

    private HostEvent Of(Uevent uevent, string kind, string name, PciAddress address) => uevent.Action switch
    {
        "add" => Event($"{kind}.added", name, $"{address} appeared"),
        "remove" => Event($"{kind}.removed", name, $"{address} is gone"),
        "bind" => Event($"{kind}.bound", name, $"{address} is bound to {uevent.Properties.GetValueOrDefault("DRIVER", "a driver")}"),
        "unbind" => Event($"{kind}.unbound", name, $"{address} has no driver"),
        var action => Event($"{kind}.{action}", name, $"{address}: {action}"),
    };

    private async Task FollowLinksAsync(ChannelWriter<HostEvent> events, CancellationToken cancellationToken)
    {
        using var subscription = new LinkSubscription(parts.Kernel);
        var known = parts.Route.GetLinks().ToDictionary(link => link.Index);
        events.TryWrite(Began("links"));
        await foreach (var item in subscription.ReadAllAsync(cancellationToken))
        {
            switch (item)
            {
                case LinkEvent.Changed { Link: var link }:
                    HostEvent[] differences = [.. Compare(known.GetValueOrDefault(link.Index), link)];
                    foreach (var happened in differences.Length == 0 && IsPf(link) ? [VfSettings(link)] : differences)
                    {
                        events.TryWrite(happened);
                    }

                    known[link.Index] = link;
                    break;
                case LinkEvent.Removed { Link: var gone }:
                    known.Remove(gone.Index);
                    events.TryWrite(Event("link.removed", gone.Name, "the netdev is gone"));
                    break;
                default:
                    known = parts.Route.GetLinks().ToDictionary(link => link.Index);
                    events.TryWrite(Event("watch.overrun", "links", "events were lost: look again with 'vfleet pf list'"));
                    break;
            }
        }
    }

    // A message about a PF in which nothing of the PF is new is how the kernel tells that settings of its VFs were written
    // (net/core/rtnetlink.c, do_setlink notifies after do_setvfinfo).
    private HostEvent VfSettings(Link pf) => Event("pf.vf-settings", pf.Name, "settings of its VFs were written");

    private bool IsPf(Link link) => PciAddress.TryParse(link.ParentDevice ?? "", out var address)
        && parts.Root.TryReadText($"sys/bus/pci/devices/{address}/sriov_totalvfs", out _) == Linux.Sysfs.Errno.None;

    private IEnumerable<HostEvent> Compare(Link? before, Link now)
    {
        if (before is null)
        {
            yield return Event("link.added", now.Name, $"a new netdev, MAC {now.Mac?.ToString() ?? "none"}");
            yield break;
        }

        if (before.Name != now.Name)
        {
            yield return Event("link.renamed", now.Name, $"was {before.Name}");
        }

        if (before.IsUp != now.IsUp)
        {
            yield return Event(now.IsUp ? "link.up" : "link.down", now.Name, now.IsUp ? "set up" : "set down");
        }

        if (before.HasCarrier != now.HasCarrier && now.HasCarrier is { } carrier)
        {
            yield return Event(carrier ? "link.carrier" : "link.no-carrier", now.Name, carrier ? "has a carrier" : "lost its carrier");
        }

        if (before.Mac != now.Mac)
        {
            yield return Event("link.mac", now.Name, $"MAC {before.Mac?.ToString() ?? "none"} became {now.Mac?.ToString() ?? "none"}");
        }

        if (before.Master != now.Master)
        {
            yield return Event("link.master", now.Name, now.Master is { } master ? $"now belongs to link {master}" : "belongs to no bridge or bond any more");
        }
    }

    private async Task FollowGuestsAsync(ChannelWriter<HostEvent> events, CancellationToken cancellationToken)
    {
        if (await parts.LibvirtAsync(cancellationToken) is not Opened { Connection: var connection })
        {
            // A host without libvirt is watched all the same.
            return;
        }

        await using var subscription = await connection.Events.SubscribeAsync(
            DomainEventKinds.Devices | DomainEventKinds.Lifecycle, domain: null, cancellationToken);
        events.TryWrite(Began("guests"));
        await foreach (var item in subscription.Events.ReadAllAsync(cancellationToken))
        {
            if (Of(item) is { } happened)
            {
                events.TryWrite(happened);
            }
        }

        events.TryWrite(Event("watch.lost", "guests", "the connection to libvirt is lost"));
    }

    private HostEvent? Of(DomainEvent item) => item switch
    {
        DeviceAddedEvent added => Event("guest.device-added", item.Name, $"has {added.Alias} now"),
        DeviceRemovedEvent removed => Event("guest.device-removed", item.Name, $"let go of {removed.Alias}"),
        DeviceRemovalFailedEvent failed => Event("guest.device-kept", item.Name, $"refused to let go of {failed.Alias}"),
        LifecycleEvent lifecycle => Event("guest." + lifecycle.Change.ToString().ToLowerInvariant(), item.Name, lifecycle.Change.ToString()),
        _ => null,
    };

    // From here on nothing is missed: whoever read the host before does so again now.
    private HostEvent Began(string source) => Event("watch.began", source, $"{source} are followed from now on");

    private HostEvent Event(string kind, string subject, string detail) => new(parts.Time.GetLocalNow(), kind, subject, detail);
}
