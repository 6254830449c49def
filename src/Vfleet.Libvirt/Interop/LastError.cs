using Vfleet.Libvirt.Connection;

namespace Vfleet.Libvirt.Interop;

/// <summary>
/// The failure of the call just made. libvirt keeps it per thread, so every method here must run in the same
/// synchronous method as the call, with no other call between.
/// </summary>
internal static unsafe class LastError
{
    /// <summary>The number of the failure, which stays to be taken.</summary>
    internal static LibvirtErrorCode Code
    {
        get
        {
            var error = LibraryCalls.GetLastError();
            return error is null ? LibvirtErrorCode.None : (LibvirtErrorCode)error->Code;
        }
    }

    /// <summary>Takes the failure and clears it.</summary>
    internal static LibvirtException Take(string operation, string target)
    {
        var error = LibraryCalls.GetLastError();
        if (error is null || error->Code == 0)
        {
            return new LibvirtException(operation, target, LibvirtErrorCode.None, LibvirtErrorDomain.None, "libvirt gave no reason");
        }

        var code = (LibvirtErrorCode)error->Code;
        var taken = new LibvirtException(operation, target, code, (LibvirtErrorDomain)error->Domain, NativeText.Borrowed(error->Message))
        {
            SystemErrno = code == LibvirtErrorCode.SystemError && error->Number1 > 0 ? error->Number1 : 0,
        };
        LibraryCalls.ResetLastError();
        return taken;
    }

    /// <summary>Passes a result through, or throws the failure when it is negative.</summary>
    internal static int Check(int result, string operation, string target) => result < 0 ? throw Take(operation, target) : result;

    /// <summary>Passes a pointer through, or throws the failure when it is null.</summary>
    internal static nint Check(nint result, string operation, string target) => result == 0 ? throw Take(operation, target) : result;

    /// <summary>Passes a handle through, or throws the failure when it is null.</summary>
    internal static T Check<T>(T handle, string operation, string target)
        where T : LibvirtHandle
    {
        if (!handle.IsInvalid)
        {
            return handle;
        }

        var failure = Take(operation, target);
        handle.Dispose();
        throw failure;
    }
}
