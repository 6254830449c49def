using System.Runtime.InteropServices;

namespace Vfleet.Libvirt.Interop;

/// <summary>Calls on domains: <c>libvirt-domain.h</c>.</summary>
internal static unsafe partial class DomainCalls
{
    /// <summary>Fills <paramref name="domains"/> with an owned array of owned domains; returns their number, or -1.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virConnectListAllDomains")]
    internal static partial int ListAll(ConnectHandle connection, out nint* domains, uint flags);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainFree")]
    internal static partial int Free(nint domain);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainLookupByName", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DomainHandle LookupByName(ConnectHandle connection, string name);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainLookupByID")]
    internal static partial DomainHandle LookupById(ConnectHandle connection, int id);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainLookupByUUID")]
    internal static partial DomainHandle LookupByUuid(ConnectHandle connection, byte* uuid);

    /// <summary>A borrowed string.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainGetName")]
    internal static partial nint GetName(DomainHandle domain);

    /// <summary>A borrowed string, of a domain that the library lends to a callback.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainGetName")]
    internal static partial nint GetNameOfLent(nint domain);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainGetUUID")]
    internal static partial int GetUuid(DomainHandle domain, byte* uuid);

    /// <inheritdoc cref="GetUuid"/>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainGetUUID")]
    internal static partial int GetUuidOfLent(nint domain, byte* uuid);

    /// <summary>The run-time id; <see cref="uint.MaxValue"/> when the domain is not running.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainGetID")]
    internal static partial uint GetId(DomainHandle domain);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainGetState")]
    internal static partial int GetState(DomainHandle domain, out int state, out int reason, uint flags);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainGetInfo")]
    internal static partial int GetSize(DomainHandle domain, out NativeDomainSize size);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainIsPersistent")]
    internal static partial int IsPersistent(DomainHandle domain);

    /// <summary>An owned string.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainGetXMLDesc")]
    internal static partial nint GetXml(DomainHandle domain, uint flags);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainDefineXMLFlags", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DomainHandle Define(ConnectHandle connection, string xml, uint flags);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainCreateXML", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DomainHandle CreateTransient(ConnectHandle connection, string xml, uint flags);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainCreateWithFlags")]
    internal static partial int Create(DomainHandle domain, uint flags);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainShutdownFlags")]
    internal static partial int Shutdown(DomainHandle domain, uint flags);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainReboot")]
    internal static partial int Reboot(DomainHandle domain, uint flags);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainDestroyFlags")]
    internal static partial int Destroy(DomainHandle domain, uint flags);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainUndefineFlags")]
    internal static partial int Undefine(DomainHandle domain, uint flags);
}
