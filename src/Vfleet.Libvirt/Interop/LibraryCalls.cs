using System.Runtime.InteropServices;

namespace Vfleet.Libvirt.Interop;

/// <summary>Calls that concern the library itself: <c>libvirt-host.h</c> and <c>virterror.h</c>.</summary>
internal static unsafe partial class LibraryCalls
{
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virInitialize")]
    internal static partial int Initialize();

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virGetVersion")]
    internal static partial int GetVersion(out nuint libraryVersion, nint type, nint typeVersion);

    /// <summary>The last error of this thread, owned by the library, or null.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virGetLastError")]
    internal static partial NativeError* GetLastError();

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virResetLastError")]
    internal static partial void ResetLastError();

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virSetErrorFunc")]
    internal static partial void SetErrorFunction(nint userData, delegate* unmanaged[Cdecl]<nint, NativeError*, void> handler);
}
