using System.Runtime.InteropServices;

namespace Vfleet.Libvirt.Interop;

/// <summary>Calls on a connection: <c>libvirt-host.h</c>.</summary>
internal static unsafe partial class ConnectionCalls
{
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virConnectOpen", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial ConnectHandle Open(string? uri);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virConnectOpenReadOnly", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial ConnectHandle OpenReadOnly(string? uri);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virConnectClose")]
    internal static partial int Close(nint connection);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virConnectSetKeepAlive")]
    internal static partial int SetKeepAlive(ConnectHandle connection, int intervalSeconds, uint count);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virConnectRegisterCloseCallback")]
    internal static partial int RegisterCloseCallback(
        ConnectHandle connection,
        delegate* unmanaged[Cdecl]<nint, int, nint, void> callback,
        nint opaque,
        delegate* unmanaged[Cdecl]<nint, void> free);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virConnectUnregisterCloseCallback")]
    internal static partial int UnregisterCloseCallback(ConnectHandle connection, delegate* unmanaged[Cdecl]<nint, int, nint, void> callback);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virConnectIsAlive")]
    internal static partial int IsAlive(ConnectHandle connection);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virConnectGetLibVersion")]
    internal static partial int GetLibraryVersion(ConnectHandle connection, out nuint version);

    /// <summary>An owned string.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virConnectGetURI")]
    internal static partial nint GetUri(ConnectHandle connection);

    /// <summary>An owned string.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virConnectGetCapabilities")]
    internal static partial nint GetCapabilities(ConnectHandle connection);
}
