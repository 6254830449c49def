using System.Runtime.InteropServices;

namespace Vfleet.Libvirt.Interop;

/// <summary>Calls on virtual networks and their ports: <c>libvirt-network.h</c>.</summary>
internal static unsafe partial class NetworkCalls
{
    /// <summary>Fills <paramref name="networks"/> with an owned array of owned networks; returns their number, or -1.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virConnectListAllNetworks")]
    internal static partial int ListAll(ConnectHandle connection, out nint* networks, uint flags);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNetworkFree")]
    internal static partial int Free(nint network);

    /// <summary>A borrowed string.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNetworkGetName")]
    internal static partial nint GetName(NetworkHandle network);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNetworkGetUUID")]
    internal static partial int GetUuid(NetworkHandle network, byte* uuid);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNetworkIsActive")]
    internal static partial int IsActive(NetworkHandle network);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNetworkIsPersistent")]
    internal static partial int IsPersistent(NetworkHandle network);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNetworkGetAutostart")]
    internal static partial int GetAutostart(NetworkHandle network, out int autostart);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNetworkSetAutostart")]
    internal static partial int SetAutostart(NetworkHandle network, int autostart);

    /// <summary>An owned string.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNetworkGetXMLDesc")]
    internal static partial nint GetXml(NetworkHandle network, uint flags);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNetworkLookupByName", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial NetworkHandle LookupByName(ConnectHandle connection, string name);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNetworkDefineXML", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial NetworkHandle Define(ConnectHandle connection, string xml);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNetworkCreate")]
    internal static partial int Create(NetworkHandle network);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNetworkDestroy")]
    internal static partial int Destroy(NetworkHandle network);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNetworkUndefine")]
    internal static partial int Undefine(NetworkHandle network);

    /// <summary>Fills <paramref name="ports"/> with an owned array of owned ports; returns their number, or -1.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNetworkListAllPorts")]
    internal static partial int ListAllPorts(NetworkHandle network, out nint* ports, uint flags);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNetworkPortFree")]
    internal static partial int FreePort(nint port);

    /// <summary>An owned string.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNetworkPortGetXMLDesc")]
    internal static partial nint GetPortXml(NetworkPortHandle port, uint flags);
}
