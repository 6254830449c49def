namespace Vfleet.Primitives;

/// <summary>The VLAN protocol of a tag: the EtherType on the wire.</summary>
public enum VlanProtocol
{
    /// <summary>802.1Q customer tag, EtherType 0x8100.</summary>
    Dot1Q = 0x8100,

    /// <summary>802.1ad service tag ("QinQ"), EtherType 0x88a8.</summary>
    Dot1Ad = 0x88a8,
}

/// <summary>
/// The VLAN that a PF puts on a VF's traffic (port VLAN): inserted on send, stripped on receive, invisible to the guest.
/// </summary>
/// <remarks>Ranges: kernel <c>net/core/rtnetlink.c</c> (IFLA_VF_VLAN, IFLA_VF_VLAN_LIST) and IEEE 802.1Q, table 9-2.</remarks>
/// <param name="Id">VLAN id: 0 means none; 1-4094 tag. 4095 is reserved and refused by every driver.</param>
/// <param name="Qos">Priority (PCP), 0-7.</param>
/// <param name="Protocol">802.1Q, or 802.1ad where the driver can.</param>
public readonly record struct VlanTag(ushort Id, byte Qos = 0, VlanProtocol Protocol = VlanProtocol.Dot1Q)
{
    /// <summary>The largest VLAN id that may be used.</summary>
    public const ushort MaxId = 4094;

    /// <summary>The largest priority.</summary>
    public const byte MaxQos = 7;

    /// <summary>No VLAN: traffic leaves as the guest sends it.</summary>
    public static VlanTag None => new(0);

    /// <summary>Whether id and priority lie in their ranges.</summary>
    public bool IsValid => Id <= MaxId && Qos <= MaxQos && Protocol is VlanProtocol.Dot1Q or VlanProtocol.Dot1Ad;

    /// <summary>For example <c>100</c>, <c>100 qos 3</c>, <c>100 802.1ad</c>, or <c>none</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        if (this == None)
        {
            return "none";
        }

        var qos = Qos == 0 ? "" : $" qos {Qos}";
        var protocol = Protocol == VlanProtocol.Dot1Q ? "" : " 802.1ad";
        return $"{Id}{qos}{protocol}";
    }
}
