using System.Runtime.InteropServices;

namespace Vfleet.Libvirt.Interop;

/// <summary>The library's own event loop (<c>libvirt-event.h</c>) and registrations for domain events.</summary>
internal static unsafe partial class EventCalls
{
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virEventRegisterDefaultImpl")]
    internal static partial int RegisterDefaultImplementation();

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virEventRunDefaultImpl")]
    internal static partial int RunDefaultImplementation();

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virEventAddTimeout")]
    internal static partial int AddTimeout(
        int milliseconds, delegate* unmanaged[Cdecl]<int, nint, void> callback, nint opaque, delegate* unmanaged[Cdecl]<nint, void> free);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virConnectDomainEventRegisterAny")]
    internal static partial int RegisterDomainEvent(
        ConnectHandle connection, nint domain, int eventId, nint callback, nint opaque, delegate* unmanaged[Cdecl]<nint, void> free);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virConnectDomainEventDeregisterAny")]
    internal static partial int DeregisterDomainEvent(ConnectHandle connection, int callbackId);
}
