using System.Runtime.InteropServices;

namespace Vfleet.Linux.Netlink.Devlink;

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

/// <summary>Devlink commands (linux/devlink.h, DEVLINK_CMD_*).</summary>
internal static class DevlinkCommand
{
    public const byte Get = 1;
    public const byte New = 3;
    public const byte PortGet = 5;
    public const byte PortNew = 7;
    public const byte EswitchGet = 29;
    public const byte EswitchSet = 30;
    public const byte InfoGet = 51;
}

/// <summary>Devlink attributes (linux/devlink.h, DEVLINK_ATTR_*).</summary>
internal static class DevlinkAttribute
{
    public const ushort BusName = 1;
    public const ushort DeviceName = 2;
    public const ushort PortIndex = 3;
    public const ushort PortLinkIndex = 6;
    public const ushort PortLinkName = 7;
    public const ushort PortInfiniBandName = 8;
    public const ushort EswitchMode = 25;
    public const ushort EswitchInlineMode = 26;
    public const ushort EswitchEncapMode = 62;
    public const ushort PortFlavour = 77;
    public const ushort PortNumber = 78;
    public const ushort InfoDriver = 98;
    public const ushort InfoSerial = 99;
    public const ushort InfoFixed = 100;
    public const ushort InfoRunning = 101;
    public const ushort InfoStored = 102;
    public const ushort InfoVersionName = 103;
    public const ushort InfoVersionValue = 104;
    public const ushort PortPfNumber = 127;
    public const ushort PortVfNumber = 128;
    public const ushort PortFunction = 145;
    public const ushort InfoBoardSerial = 146;
    public const ushort PortExternal = 149;
    public const ushort PortController = 150;

    /// <summary>Inside <see cref="PortFunction"/>.</summary>
    public const ushort FunctionAddress = 1;
}
