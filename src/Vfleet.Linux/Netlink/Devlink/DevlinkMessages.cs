namespace Vfleet.Linux.Netlink.Devlink;

/// <summary>Devlink commands (linux/devlink.h, DEVLINK_CMD_*).</summary>
internal static class DevlinkCommand
{
    public const byte Get = 1;
    public const byte New = 3;
    public const byte PortGet = 5;
    public const byte PortNew = 7;
    public const byte EswitchGet = 29;
    public const byte EswitchSet = 30;
    public const byte ParameterGet = 38;
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
    public const ushort Parameter = 80;
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

    /// <summary>Inside <see cref="Parameter"/>, apart from the request, where the name stands alone.</summary>
    public const ushort ParameterName = 81;
    public const ushort ParameterType = 83;
    public const ushort ParameterValues = 84;

    /// <summary>The only type inside <see cref="ParameterValues"/>.</summary>
    public const ushort ParameterValue = 85;

    /// <summary>Inside <see cref="ParameterValue"/>.</summary>
    public const ushort ParameterContent = 86;
    public const ushort ParameterMode = 87;

    /// <summary>Inside <see cref="PortFunction"/>.</summary>
    public const ushort FunctionAddress = 1;
}
