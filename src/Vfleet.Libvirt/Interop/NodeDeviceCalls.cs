using System.Runtime.InteropServices;

namespace Vfleet.Libvirt.Interop;

/// <summary>Calls on the host's devices: <c>libvirt-nodedev.h</c>.</summary>
internal static unsafe partial class NodeDeviceCalls
{
    /// <summary>Fills <paramref name="devices"/> with an owned array of owned devices; returns their number, or -1.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virConnectListAllNodeDevices")]
    internal static partial int ListAll(ConnectHandle connection, out nint* devices, uint flags);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNodeDeviceFree")]
    internal static partial int Free(nint device);

    /// <summary>A borrowed string.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNodeDeviceGetName")]
    internal static partial nint GetName(NodeDeviceHandle device);

    /// <summary>An owned string.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNodeDeviceGetXMLDesc")]
    internal static partial nint GetXml(NodeDeviceHandle device, uint flags);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNodeDeviceLookupByName", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial NodeDeviceHandle LookupByName(ConnectHandle connection, string name);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNodeDeviceDetachFlags", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Detach(NodeDeviceHandle device, string? driverName, uint flags);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNodeDeviceReAttach")]
    internal static partial int Reattach(NodeDeviceHandle device);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virNodeDeviceReset")]
    internal static partial int Reset(NodeDeviceHandle device);
}
