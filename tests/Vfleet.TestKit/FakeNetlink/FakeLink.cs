using Vfleet.Linux.Netlink.Route;
using Vfleet.Primitives;

namespace Vfleet.TestKit.FakeNetlink;

/// <summary>One link of the fake kernel; a PF when it has VFs. Mutable: a test changes the world under the client.</summary>
public sealed class FakeLink
{
    public int Index { get; internal set; }

    public required string Name { get; set; }

    public List<string> AlternativeNames { get; } = [];

    public ushort HardwareType { get; set; } = 1;

    public bool IsUp { get; set; } = true;

    public bool HasCarrier { get; set; } = true;

    /// <summary>Mbit/s; the limit of igb's rates.</summary>
    public uint SpeedMbit { get; set; } = 1000;

    public int Mtu { get; set; } = 1500;

    public int MinMtu { get; set; } = 68;

    public int MaxMtu { get; set; } = 9216;

    public MacAddress Mac { get; set; }

    public MacAddress? PermanentMac { get; set; }

    public string? Kind { get; set; }

    public int? Master { get; set; }

    public int? LowerLink { get; set; }

    public ushort? VlanId { get; set; }

    public int Promiscuity { get; set; }

    public string? PhysPortName { get; set; }

    /// <summary>Hexadecimal.</summary>
    public string? PhysSwitchId { get; set; }

    public string? ParentDevice { get; set; }

    public string? ParentBus { get; set; }

    /// <summary>Whether the PF's eswitch is in switchdev mode.</summary>
    public bool IsSwitchdev { get; set; }

    public FakeVfDriver Driver { get; set; } = FakeVfDriver.Netdevsim;

    /// <summary>The VFs; the index in the list is the VF's index.</summary>
    public List<FakeVf> Vfs { get; } = [];

    /// <summary>Whether the driver reports VFs at all (ndo_get_vf_config).</summary>
    public bool ReportsVfs { get; set; } = true;

    /// <summary>Forwarding entries of the link itself ("self").</summary>
    public List<ForwardingEntry> Forwarding { get; } = [];

    /// <summary>How many entries the card takes before its driver answers ENOMEM; null for any number.</summary>
    public int? ForwardingRoom { get; set; }

    /// <summary>VLANs that it has as a port of a bridge, in order; null when it is none.</summary>
    public IReadOnlyList<ushort>? BridgeVlans { get; set; }

    /// <summary>Offload features that its driver has, and whether each is on.</summary>
    public Dictionary<string, bool> Features { get; } = new() { ["tx-checksum-ip-generic"] = true };

    public bool IsInfiniBand => HardwareType == 32;

    /// <summary>Makes the PF have <paramref name="count"/> fresh VFs.</summary>
    public FakeLink WithVfs(int count)
    {
        Vfs.Clear();
        Vfs.AddRange(Enumerable.Range(0, count).Select(_ => new FakeVf()));
        return this;
    }
}
