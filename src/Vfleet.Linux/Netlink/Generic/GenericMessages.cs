using System.Runtime.InteropServices;

namespace Vfleet.Linux.Netlink.Generic;

/// <summary><c>struct genlmsghdr</c> (linux/genetlink.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GenericHeader
{
    public byte Command;
    public byte Version;
    public ushort Reserved;
}

/// <summary>The family that names families (linux/genetlink.h).</summary>
internal static class GenericControl
{
    public const ushort Family = 16;
    public const byte GetFamily = 3;
    public const ushort FamilyId = 1;
    public const ushort FamilyName = 2;
}
