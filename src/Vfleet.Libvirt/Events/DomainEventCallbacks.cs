using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Interop;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Events;

/// <summary>An event of libvirt and the function that takes it.</summary>
/// <param name="Kind">The kind it belongs to.</param>
/// <param name="EventId"><c>virDomainEventID</c>.</param>
/// <param name="Function">Address of the function.</param>
/// <param name="Since">First libvirt, at both ends, that knows it.</param>
internal sealed record DomainEventCallback(DomainEventKinds Kind, int EventId, nint Function, LibvirtVersion Since);

/// <summary>
/// Functions that libvirt calls on the loop's thread. Each copies what it is lent and queues it; none calls the
/// daemon. Names and UUIDs of a lent domain are read from its own memory.
/// </summary>
internal static unsafe class DomainEventCallbacks
{
    internal static readonly ImmutableArray<DomainEventCallback> Table =
    [
        new(DomainEventKinds.Lifecycle, 0, (nint)(delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, int>)&Lifecycle, default),
        new(DomainEventKinds.Devices, 15, (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint, nint, void>)&DeviceRemoved, default),
        new(DomainEventKinds.Agent, 18, (nint)(delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, void>)&Agent, default),
        new(DomainEventKinds.Devices, 19, (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint, nint, void>)&DeviceAdded, default),
        new(DomainEventKinds.Devices, 22, (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint, nint, void>)&RemovalFailed, default),
        new(
            DomainEventKinds.MacChange,
            27,
            (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint, nint, void>)&MacChanged,
            LibvirtVersion.MacChangeEvent),
    ];

    private const int AgentConnected = 1;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Lifecycle(nint connection, nint domain, int change, int detail, nint hub)
    {
        Publish(hub, DomainEventKinds.Lifecycle, new LifecycleEvent(Uuid(domain), Name(domain), (LifecycleChange)change, detail));
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void DeviceAdded(nint connection, nint domain, nint alias, nint hub) =>
        Publish(hub, DomainEventKinds.Devices, new DeviceAddedEvent(Uuid(domain), Name(domain), NativeText.Borrowed(alias)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void DeviceRemoved(nint connection, nint domain, nint alias, nint hub) =>
        Publish(hub, DomainEventKinds.Devices, new DeviceRemovedEvent(Uuid(domain), Name(domain), NativeText.Borrowed(alias)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void RemovalFailed(nint connection, nint domain, nint alias, nint hub) =>
        Publish(hub, DomainEventKinds.Devices, new DeviceRemovalFailedEvent(Uuid(domain), Name(domain), NativeText.Borrowed(alias)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Agent(nint connection, nint domain, int state, int reason, nint hub) =>
        Publish(hub, DomainEventKinds.Agent, new AgentEvent(Uuid(domain), Name(domain), state == AgentConnected));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void MacChanged(nint connection, nint domain, nint alias, nint before, nint after, nint hub) =>
        Publish(
            hub,
            DomainEventKinds.MacChange,
            new MacChangedEvent(Uuid(domain), Name(domain), NativeText.Borrowed(alias), Mac(before), Mac(after)));

    private static void Publish(nint hub, DomainEventKinds kind, DomainEvent happened) =>
        (GCHandle.FromIntPtr(hub).Target as DomainEventHub)?.Publish(kind, happened);

    private static string Name(nint domain) => NativeText.Borrowed(DomainCalls.GetNameOfLent(domain));

    private static Guid Uuid(nint domain)
    {
        Span<byte> bytes = stackalloc byte[16];
        fixed (byte* start = bytes)
        {
            return DomainCalls.GetUuidOfLent(domain, start) < 0 ? Guid.Empty : NativeText.Uuid(bytes);
        }
    }

    private static MacAddress? Mac(nint text) => MacAddress.TryParse(NativeText.Borrowed(text), out var mac) ? mac : null;
}
