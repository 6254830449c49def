using System.Runtime.InteropServices;

namespace Vfleet.Libvirt.Interop;

/// <summary><c>struct _virError</c>; the fields that are deprecated or unused here keep their place only.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeError
{
    public int Code;
    public int Domain;
    public nint Message;
    public int Level;
    public nint Connection;
    public nint DomainObject;
    public nint Text1;
    public nint Text2;
    public nint Text3;

    /// <summary>For a system error: the errno (virReportSystemError puts it here).</summary>
    public int Number1;
    public int Number2;
    public nint Network;
}

/// <summary><c>struct _virDomainInfo</c>; memory in KiB, time in nanoseconds.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeDomainSize
{
    public byte State;
    public nuint MaximumKiB;
    public nuint CurrentKiB;
    public ushort VirtualCpus;
    public ulong CpuNanoseconds;
}

/// <summary><c>struct _virDomainInterfaceStats</c>; -1 where the driver does not count.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeInterfaceTraffic
{
    public long ReceivedBytes;
    public long ReceivedPackets;
    public long ReceiveErrors;
    public long ReceiveDrops;
    public long SentBytes;
    public long SentPackets;
    public long SendErrors;
    public long SendDrops;
}
