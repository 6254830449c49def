using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Vfleet.Lab.Interop;

/// <summary>
/// Makes tap interfaces (kernel <c>Documentation/networking/tuntap.rst</c>). A tap made here vanishes with its handle. What it reads and
/// writes are whole frames with their VLAN tags in place, also on kernels that know no VLANs.
/// </summary>
internal static partial class TunDevice
{
    private const string Path = "/dev/net/tun";
    private const int NameLength = 16; // IFNAMSIZ, with the NUL
    private const nuint TunSetIff = 0x400454ca;
    private const short IffTap = 0x0002;
    private const short IffNoPacketInformation = 0x1000;
    private const short PollIn = 0x0001;

    /// <summary>Makes a tap in the network namespace of the calling thread.</summary>
    /// <param name="name">Interface name, 1-15 characters.</param>
    /// <returns>The handle that frames are read from and written to.</returns>
    /// <exception cref="LabException">The kernel refuses, e.g. because the name is taken.</exception>
    public static SafeFileHandle CreateTap(string name)
    {
        var handle = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var request = default(InterfaceRequest);
        Span<byte> bytes = request.Name;
        Encoding.ASCII.GetBytes(name, bytes[..(NameLength - 1)]);
        request.Flags = IffTap | IffNoPacketInformation;
        if (Control(handle, TunSetIff, ref request) < 0)
        {
            var error = Marshal.GetLastPInvokeErrorMessage();
            handle.Dispose();
            throw new LabException($"tap {name} cannot be made: {error}");
        }

        return handle;
    }

    /// <summary>Waits until a frame can be read.</summary>
    /// <param name="handle">The tap.</param>
    /// <param name="timeout">How long.</param>
    /// <returns>Whether there is a frame; also when the tap was deleted, so that the read can say so.</returns>
    public static bool WaitReadable(SafeFileHandle handle, TimeSpan timeout)
    {
        var added = false;
        try
        {
            handle.DangerousAddRef(ref added);
            var poll = new PollRequest { Descriptor = (int)handle.DangerousGetHandle(), Events = PollIn };
            return Poll(ref poll, 1, (int)timeout.TotalMilliseconds) > 0;
        }
        finally
        {
            if (added)
            {
                handle.DangerousRelease();
            }
        }
    }

    /// <summary>Reads one frame; blocks when there is none.</summary>
    /// <param name="handle">The tap.</param>
    /// <param name="buffer">Room for it; a longer frame is cut.</param>
    /// <returns>Its length, or -1 when the tap is gone.</returns>
    public static int Read(SafeFileHandle handle, Span<byte> buffer) => (int)Read(handle, buffer, (nuint)buffer.Length);

    /// <summary>Writes one frame.</summary>
    /// <param name="handle">The tap.</param>
    /// <param name="frame">The frame.</param>
    /// <exception cref="LabException">The tap is gone or down.</exception>
    public static void Write(SafeFileHandle handle, ReadOnlySpan<byte> frame)
    {
        if (Write(handle, frame, (nuint)frame.Length) < 0)
        {
            throw new LabException($"the station cannot send: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle handle, Span<byte> buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle handle, ReadOnlySpan<byte> frame, nuint count);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle handle, nuint request, ref InterfaceRequest argument);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollRequest requests, nuint count, int timeout);

    /// <summary><c>struct ifreq</c> of linux/if.h, 40 bytes on 64-bit machines.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct InterfaceRequest
    {
        /// <summary>The interface's name, NUL-terminated.</summary>
        public NameBuffer Name;

        /// <summary>Flags of TUNSETIFF.</summary>
        public short Flags;

        private RestBuffer _rest;
    }

    /// <summary><c>struct pollfd</c> of poll.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollRequest
    {
        /// <summary>File descriptor.</summary>
        public int Descriptor;

        /// <summary>What to wait for.</summary>
        public short Events;

        /// <summary>What happened.</summary>
        public short Returned;
    }

    /// <summary>Room for a name.</summary>
    [System.Runtime.CompilerServices.InlineArray(NameLength)]
    internal struct NameBuffer
    {
        private byte _first;
    }

    /// <summary>The rest of the union after the flags.</summary>
    [System.Runtime.CompilerServices.InlineArray(22)]
    internal struct RestBuffer
    {
        private byte _first;
    }
}
