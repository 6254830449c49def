using Microsoft.Win32.SafeHandles;

namespace Vfleet.Linux.Interop;

/// <summary>An open file descriptor. Lighter than <see cref="SafeFileHandle"/>, which carries what streams need.</summary>
internal sealed class FileDescriptor : SafeHandleMinusOneIsInvalid
{
    public FileDescriptor(int value)
        : base(ownsHandle: true) => SetHandle(value);

    protected override bool ReleaseHandle() => FileCalls.Close((int)handle) == 0;
}
