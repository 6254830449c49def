using System.Runtime.InteropServices;

namespace Vfleet.Libvirt.Interop;

/// <summary>Calls on the devices and the metadata of a domain: <c>libvirt-domain.h</c>.</summary>
internal static partial class DomainDeviceCalls
{
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainAttachDeviceFlags", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Attach(DomainHandle domain, string xml, uint flags);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainDetachDeviceFlags", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Detach(DomainHandle domain, string xml, uint flags);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainDetachDeviceAlias", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int DetachByAlias(DomainHandle domain, string alias, uint flags);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainUpdateDeviceFlags", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Update(DomainHandle domain, string xml, uint flags);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainInterfaceStats", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int InterfaceTraffic(DomainHandle domain, string device, out NativeInterfaceTraffic traffic, nuint size);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainSetMetadata", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetMetadata(DomainHandle domain, int type, string? metadata, string? key, string? uri, uint flags);

    /// <summary>An owned string.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainGetMetadata", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint GetMetadata(DomainHandle domain, int type, string? uri, uint flags);
}
