using Vfleet.Api.Resources;
using Vfleet.Cli.Output;
using Vfleet.Client;

namespace Vfleet.Cli.Commands.Fleet.Resources;

/// <summary>Networks, the profiles of vNICs in them, and the MAC addresses that they get.</summary>
internal static class NetworkResources
{
    /// <summary>Networks.</summary>
    public static FleetResource<NetworkResource> Networks => new()
    {
        Word = "network",
        Words = "networks",
        Argument = "NETWORK",
        Collection = static (engine, _) => engine.Networks,
        Name = static it => it.Name,
        About = "A network has a VLAN and an MTU; its labels and its physical network decide which PFs' VFs may be in it.",
        Columns =
        [
            new(new Column("NETWORK"), it => it.Name),
            new(new Column("DATACENTER", Importance: 60), it => it.DataCenter?.ToString()),
            new(new Column("VLAN", IsNumber: true), it => it.Vlan?.ToString()),
            new(new Column("MTU", Importance: 70, IsNumber: true), it => it.Mtu?.ToString()),
            new(new Column("LABELS", Importance: 50, Least: 12), it => string.Join(", ", it.Labels ?? [])),
            new(new Column("PHYSICAL", Importance: 40), it => it.PhysicalNetwork),
            new(new Column("CLUSTERS", Importance: 30, Least: 10), it => string.Join(", ", it.Clusters ?? [])),
        ],
        Fields =
        [
            PlaceResources.Description,
            FleetField.Reference("--datacenter", "dataCenter", "DATACENTER", "The data centre; the only one when left out."),
            FleetField.Number("--vlan", "vlan", "ID", 1, 4094, "VLAN, 1 to 4094; untagged when left out.", clears: true),
            FleetField.Number("--mtu", "mtu", "BYTES", 68, 65535, "MTU in bytes; the host's own when left out.", clears: true),
            FleetField.Texts("--labels", "labels", "A,B", "Labels: PFs that have one of them allow the network."),
            FleetField.Text("--physical-network", "physicalNetwork", "NAME", "The provider's physical network that the PF must be mapped to."),
            FleetField.Switch("--vm-network", "vmNetwork", "Whether VMs may use it."),
            FleetField.Switch("--port-isolation", "portIsolation", "Whether its ports must not reach each other."),
            FleetField.References("--clusters", "clusters", "A,B", "The clusters that have it; all of the data centre when left out.", clears: true),
        ],
        Filters = [new("--datacenter", "dataCenter", "DATACENTER", "Only those of this data centre.")],
        AddExample = "red --vlan 100 --labels fast",
        SetExample = "red --mtu 9000",
    };

    /// <summary>vNIC profiles.</summary>
    public static FleetResource<ProfileResource> Profiles => new()
    {
        Word = "profile",
        Words = "vNIC profiles",
        NamedBy = "network",
        Argument = "PROFILE",
        Collection = static (engine, _) => engine.Profiles,
        Name = static it => it.Network is { } network ? $"{network}/{it.Name}" : it.Name,
        Resolve = ResolveProfileAsync,
        About = "A profile says what the vNICs of a network get: a VF of their own or not, and what is set on it. It is named NETWORK/PROFILE where several have the name.",
        Columns =
        [
            new(new Column("PROFILE"), it => it.Name),
            new(new Column("NETWORK"), it => it.Network?.ToString()),
            new(new Column("PASSTHROUGH"), it => it.Passthrough?.ToString().ToLowerInvariant()),
            new(new Column("MIGRATABLE", Importance: 40), it => it.Migratable == true ? "yes" : ""),
            new(new Column("FAILOVER", Importance: 50), it => it.Failover?.ToString()),
            new(new Column("RATE", Importance: 60), it => Rate(it)),
            new(new Column("TRUST", Importance: 45), it => OnOff(it.Trust)),
            new(new Column("SPOOF CHECK", Importance: 44), it => OnOff(it.SpoofCheck)),
        ],
        Fields =
        [
            PlaceResources.Description,
            FleetField.Reference("--network", "network", "NETWORK", "The network."),
            FleetField.Word(
                "--passthrough",
                "passthrough",
                "Whether vNICs have a VF of their own: never, always, or when one is free.",
                clears: false,
                ("disabled", "disabled"),
                ("required", "required"),
                ("preferred", "preferred")),
            FleetField.Switch("--migratable", "migratable", "Whether VMs with it may be live-migrated."),
            FleetField.Reference("--failover", "failover", "PROFILE", "The profile of the virtio twin that carries the traffic while the VF is away.", clears: true),
            FleetField.Number("--qos", "vlanQos", "N", 0, 7, "Priority of the VLAN tag, 0 to 7."),
            FleetField.Number("--min-rate", "minRate", "MBIT", 0, int.MaxValue, "Guaranteed rate of the VF in Mbit/s.", clears: true),
            FleetField.Number("--max-rate", "maxRate", "MBIT", 0, int.MaxValue, "Rate limit of the VF in Mbit/s.", clears: true),
            FleetField.Switch("--trust", "trust", "Whether the VF is trusted.", clears: true),
            FleetField.Switch("--spoof-check", "spoofCheck", "Whether the VF's source MAC is checked.", clears: true),
            FleetField.Word("--link-state", "linkState", "The VF's link state.", clears: true, ("auto", "auto"), ("enable", "enable"), ("disable", "disable")),
            FleetField.Switch("--port-mirroring", "portMirroring", "Whether all traffic of the network is copied to the vNIC."),
            FleetField.Text("--network-qos", "qos", "NAME", "The network QoS entry."),
            FleetField.Text("--network-filter", "networkFilter", "NAME", "The network filter."),
            .. RequiredTags.Fields,
        ],
        Filters = [new("--network", "network", "NETWORK", "Only those of this network.")],
        AddExample = "fast --network red --passthrough required",
        SetExample = "red/fast --max-rate 10000 --trust on",
    };

    /// <summary>MAC pools.</summary>
    public static FleetResource<MacPoolResource> MacPools => new()
    {
        Word = "MAC pool",
        Words = "MAC pools",
        Argument = "MACPOOL",
        Collection = static (engine, _) => engine.MacPools,
        Name = static it => it.Name,
        About = "vNICs without an address of their own get one of the pool of their data centre.",
        Columns =
        [
            new(new Column("MACPOOL"), it => it.Name),
            new(new Column("FROM"), it => it.From?.ToString()),
            new(new Column("TO"), it => it.To?.ToString()),
            new(new Column("DATACENTER", Importance: 50), it => it.DataCenter?.ToString()),
        ],
        Fields =
        [
            FleetField.Mac("--from", "from", "The first address."),
            FleetField.Mac("--to", "to", "The last address."),
            FleetField.Reference("--datacenter", "dataCenter", "DATACENTER", "The data centre that takes from it; those without an own one when left out.", clears: true),
        ],
        AddExample = "lab --from 52:54:00:10:00:00 --to 52:54:00:10:ff:ff",
        SetExample = "lab --to 52:54:00:1f:ff:ff",
    };

    private static string Rate(ProfileResource profile) => (profile.MinRate, profile.MaxRate) switch
    {
        (null, null) => "",
        ({ } least, null) => $"min {least}M",
        (null, { } most) => $"max {most}M",
        ({ } least, { } most) => $"{least}M to {most}M",
    };

    private static string OnOff(bool? value) => value switch { true => "on", false => "off", null => "" };

    // The engine takes an id or a name in a path; a network's profile is found by what it is.
    private static async Task<string> ResolveProfileAsync(EngineClient engine, string key, CancellationToken cancellationToken)
    {
        if (key.Split('/') is not [{ Length: > 0 } network, { Length: > 0 } name])
        {
            return key;
        }

        var page = await engine.Profiles.PageAsync(Query.All.Where("name", name).Where("network", network), after: null, cancellationToken);
        return page.Items is [{ Id: { } id }] ? id.ToString() : key;
    }
}
