using System.Collections.Immutable;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Settings;

namespace Vfleet.Domain.Desired;

/// <summary>One key of the document.</summary>
/// <param name="Name">The key.</param>
/// <param name="Shape">What may stand behind it.</param>
/// <param name="Default">What holds when it is missing.</param>
/// <param name="Meaning">What it does.</param>
/// <param name="Example">A value that it may have.</param>
public sealed record DocumentKey(string Name, ValueShape Shape, string Default, string Meaning, string Example);

/// <summary>The keys that may stand together.</summary>
/// <param name="Title">What people call the place, for example <c>an entry of pfs</c>.</param>
/// <param name="About">What the place is for.</param>
/// <param name="Keys">The keys.</param>
public sealed record DocumentSection(string Title, string About, ImmutableArray<DocumentKey> Keys);

/// <summary>Every key that the document may have. What is refused, and the reference in <c>docs/host-yaml.md</c>, both come from here.</summary>
public static class DocumentSchema
{
    private static readonly ImmutableArray<DocumentKey> Selectors =
    [
        new("address", new ValueShape.Address(), "", "The PF at this address. It wins over every other entry that means the same PF.", "0000:01:00.0"),
        new("netdev", new ValueShape.Netdev(), "", "PFs whose netdev, or one of its alternative names, fits.", "enp1s0f*"),
        new("device", new ValueShape.Device(), "", "PFs of this make.", "8086:10c9"),
    ];

    private static readonly DocumentKey Network =
        new("network", new ValueShape.Network(), "", "PFs that the section networks names for this physical network.", "storage");

    /// <summary>Settings of VFs.</summary>
    public static DocumentSection Settings { get; } = new(
        "settings of VFs",
        "What a PF keeps for its VFs. What is left out stays as it is. VFs that a guest, another process or a container has are not touched.",
        [
            new("mac", new ValueShape.Mac(), "unchanged", "MAC address, for one VF only; 00:00:00:00:00:00 for none.", "52:54:00:12:34:56"),
            new("vlan", new ValueShape.Number(0, 4094) { MaxRead = ushort.MaxValue }, "unchanged", "VLAN that the card adds and removes; 0 for none.", "100"),
            new("qos", new ValueShape.Number(0, 7) { MaxRead = byte.MaxValue }, "0", "Priority of the VLAN tag; needs vlan.", "3"),
            new("vlanProtocol", new ValueShape.Word(["802.1q", "802.1ad"]), "802.1q", "Protocol of the VLAN tag; needs vlan.", "802.1ad"),
            new("spoofCheck", new ValueShape.Switch(), "unchanged", "Whether frames with a foreign MAC or VLAN are dropped.", "true"),
            new("trust", new ValueShape.Switch(), "unchanged", "Whether the guest may change its MAC, receive all multicast and go promiscuous.", "false"),
            new("minRate", Rate, "unchanged", "Guaranteed transmit rate in Mbit/s; 0 for none.", "100"),
            new("maxRate", Rate, "unchanged", "Transmit limit in Mbit/s; 0 for none.", "500"),
            new("linkState", new ValueShape.Word(["auto", "enable", "disable"]), "unchanged", "Link that the guest sees: the PF's, always up, always down.", "auto"),
            new("rssQuery", new ValueShape.Switch(), "unchanged", "Whether the guest may read its RSS table and key.", "false"),
            new("nodeGuid", new ValueShape.Guid(), "unchanged", "InfiniBand node GUID, for one VF only.", "00:11:22:33:44:55:66:77"),
            new("portGuid", new ValueShape.Guid(), "unchanged", "InfiniBand port GUID, for one VF only.", "00:11:22:33:44:55:66:78"),
        ]);

    /// <summary>Selectors inside a physical network.</summary>
    public static DocumentSection NetworkMember { get; } = new(
        "a member of a network", "Which PFs lead to the physical network; exactly one key.", Selectors);

    /// <summary>Selectors of PFs that are never touched.</summary>
    public static DocumentSection Untouched { get; } = new(
        "an item of neverTouch", "Which PFs are never changed; exactly one key.", Selectors.Add(Network));

    /// <summary>An entry of PFs.</summary>
    public static DocumentSection Pf { get; } = new(
        "an entry of pfs",
        "What some PFs shall be. Exactly one of address, netdev, device and network says which. Two entries must not mean the same PF, "
            + "except that one with its exact address wins over the others.",
        [
            .. Selectors,
            Network,
            new("required", new ValueShape.Switch(), "false", "Whether it is an error, not only a warning, when this host has no such PF.", "true"),
            new("ownership", new ValueShape.Word(["managed", "external"]), "managed",
                "Who makes the VFs. external: others do, the PF is left alone, and only the VFs named under settings are configured.", "managed"),
            new("vfs", new ValueShape.Number(0, VfRange.MaxIndex + 1), "unchanged",
                "How many VFs. Another number takes every VF of the PF to be free, for the kernel makes all of them anew.", "4"),
            new("driver", new ValueShape.Word(["host", "vfio", "none"]), "unchanged",
                "Driver of the VFs: the host's own, vfio (ready for guests), or none. A VF in use keeps its driver.", "vfio"),
            new("eswitch", new ValueShape.Word(["legacy", "switchdev"]), "unchanged", "Mode of the embedded switch. Another mode takes every VF to be free.", "legacy"),
            new("mtu", new ValueShape.Number(PfRule.LeastMtu, PfRule.MostMtu), "unchanged", "MTU of the PF in bytes; never below that of one of its VFs.", "9000"),
            new("up", new ValueShape.Switch(), "unchanged", "Whether the PF is administratively up. VFs pass no traffic while it is down.", "true"),
            new("forward", new ValueShape.Word(["guests", "none"]), "guests",
                "Whether VFs shall reach who is on the bridge that the PF is in: the MACs of running guests there and of the bridge itself are added to the "
                    + "PF's forwarding entries, by the agent and by 'vfleet pf fdb PF --sync'.", "none"),
            new("forwardAddresses", new ValueShape.Macs(), "none", "MACs on that bridge to add besides, for example of containers.", "[52:54:00:12:34:57]"),
            new("settings", new ValueShape.Ranges(Settings), "unchanged", "Settings of its VFs.", "{ 0-3: { vlan: 100 } }"),
        ]);

    /// <summary>The whole document.</summary>
    public static DocumentSection Root { get; } = new(
        "the document",
        "What this host shall be. A PF that no entry means is left alone.",
        [
            new("pfs", new ValueShape.ListOf(Pf), "nothing", "What PFs shall be.", "[{ netdev: enp1s0f0, vfs: 4 }]"),
            new("networks", new ValueShape.NamedLists(NetworkMember), "none", "Physical networks by the PFs that lead there.", "{ storage: [{ netdev: enp3s0f* }] }"),
            new("neverTouch", new ValueShape.ListOf(Untouched), "none", "PFs that are never changed; an entry that means one is an error.", "[{ netdev: eno1 }]"),
            new("drift", new ValueShape.Word(["report", "mend"]), "report",
                "What the agent does when the host departs from the document: tell it in 'vfleet status', or mend it. 'vfleet apply' mends in any case.", "report"),
        ]);

    /// <summary>All sections, from the whole to the parts.</summary>
    public static ImmutableArray<DocumentSection> Sections { get; } = [Root, Pf, Settings, NetworkMember, Untouched];

    private static ValueShape.Number Rate => new(0, (int)VfSettingsRule.MaxRate) { MaxRead = int.MaxValue };
}
