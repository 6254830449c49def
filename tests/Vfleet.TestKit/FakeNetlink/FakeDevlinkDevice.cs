using Vfleet.Linux.Netlink.Devlink;

namespace Vfleet.TestKit.FakeNetlink;

/// <summary>A devlink device of the fake kernel. In switchdev mode it has one representor link per VF of its PF.</summary>
public sealed class FakeDevlinkDevice
{
    public required DevlinkHandle Handle { get; init; }

    /// <summary>The PF that it belongs to.</summary>
    public required FakeLink Pf { get; init; }

    public string Driver { get; set; } = "netdevsim";

    public string? SerialNumber { get; set; }

    public List<DevlinkVersion> Running { get; } = [];

    /// <summary>Parameters that count now, with text as their value.</summary>
    public Dictionary<string, string> Parameters { get; } = [];

    /// <summary>Null: the driver has no eswitch (EOPNOTSUPP).</summary>
    public EswitchMode? Mode { get; set; } = EswitchMode.Legacy;

    public EswitchInlineMode? InlineMode { get; set; }

    /// <summary>Not 0: what a change of the mode is refused with.</summary>
    public int ModeError { get; set; }

    public string? ModeErrorText { get; set; }

    /// <summary>Representors, in the order of the VF index.</summary>
    public List<FakeLink> Representors { get; } = [];
}
