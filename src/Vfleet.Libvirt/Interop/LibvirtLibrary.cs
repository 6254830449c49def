using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Events;

namespace Vfleet.Libvirt.Interop;

/// <summary>Finds <c>libvirt.so.0</c> when it is first wanted and prepares it once for the whole process.</summary>
internal static unsafe class LibvirtLibrary
{
    /// <summary>The name that the imports use; <see cref="Resolve"/> turns it into the file.</summary>
    internal const string Name = "libvirt";

    /// <summary>The file, as the dynamic linker looks it up. Its number has not changed since 2006.</summary>
    internal const string FileName = "libvirt.so.0";

    /// <summary>Oldest library that knows <c>&lt;teaming&gt;</c> (libvirt NEWS, 6.1.0) and every call imported here.</summary>
    internal static readonly LibvirtVersion Oldest = new(6, 1, 0);

    private static readonly Lazy<Preparation> Prepared = new(() => PrepareFile(FileName));

    /// <summary>Loads and initialises the library, once; later calls return the first answer.</summary>
    internal static Preparation Prepare() => Prepared.Value;

    /// <summary>As <see cref="Prepare"/>, for a named file; for tests of a machine without libvirt.</summary>
    internal static Preparation PrepareFile(string fileName)
    {
        if (!NativeLibrary.TryLoad(fileName, out var library))
        {
            return new(null, LibvirtUnavailable.LibraryMissing(fileName));
        }

        NativeLibrary.SetDllImportResolver(typeof(LibvirtLibrary).Assembly, (name, _, _) => Resolve(name, library));
        if (LibraryCalls.Initialize() < 0 || LibraryCalls.GetVersion(out var number, 0, 0) < 0)
        {
            return new(null, LibvirtUnavailable.Unusable(LastError.Take("initialise libvirt", fileName)));
        }

        var version = LibvirtVersion.FromNumber(number);
        if (version.CompareTo(Oldest) < 0)
        {
            return new(version, LibvirtUnavailable.LibraryTooOld(version, Oldest));
        }

        // Without a function of our own the library prints every error to stderr.
        LibraryCalls.SetErrorFunction(0, &Silent);
        return EventLoop.Start() is { } failure ? new(version, LibvirtUnavailable.Unusable(failure)) : new(version, null);
    }

    private static nint Resolve(string name, nint library) => string.Equals(name, Name, StringComparison.Ordinal) ? library : 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Silent(nint userData, NativeError* error)
    {
    }

    /// <summary>What preparing came to: the library's version, and what stands in the way, if anything.</summary>
    internal sealed record Preparation(LibvirtVersion? Version, LibvirtUnavailable? Problem);
}
