using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Guests;
using Vfleet.Engine.Access;
using Vfleet.Engine.Operations;

namespace Vfleet.Engine.Documents;

/// <summary>Every kind of document that there is.</summary>
public static class FleetKinds
{
    /// <summary>Data centres.</summary>
    public static FleetKind<DataCenter> DataCenters { get; } = new("datacenter", item => Text(item.Id))
    {
        Name = item => item.Name,
        Names = (item, _) => FleetNames.Of(item),
        Add = DataCenterRule.Add,
        Update = DataCenterRule.Update,
        Remove = DataCenterRule.Remove,
        HasUsers = true,
        Place = (item, _) => new Place(item.Id, null),
    };

    /// <summary>Clusters.</summary>
    public static FleetKind<Cluster> Clusters { get; } = new("cluster", item => Text(item.Id))
    {
        Name = item => item.Name,
        Names = (item, _) => FleetNames.Of(item),
        References = item => [Key("datacenter", item.DataCenterId)],
        Add = ClusterRule.Add,
        Update = ClusterRule.Update,
        Remove = ClusterRule.Remove,
        HasUsers = true,
        Place = (item, _) => new Place(item.DataCenterId, item.Id),
    };

    /// <summary>Networks.</summary>
    public static FleetKind<Network> Networks { get; } = new("network", item => Text(item.Id))
    {
        Name = item => item.Name,
        Names = (item, _) => FleetNames.Of(item),
        References = item => [Key("datacenter", item.DataCenterId), .. (item.Clusters ?? []).Select(id => Key("cluster", id))],
        Add = NetworkRule.Add,
        Update = NetworkRule.Update,
        Remove = NetworkRule.Remove,
        HasUsers = true,
        Place = (item, _) => new Place(item.DataCenterId, null),
    };

    /// <summary>vNIC profiles.</summary>
    public static FleetKind<VnicProfile> Profiles { get; } = new("profile", item => Text(item.Id))
    {
        Name = item => item.Name,
        Names = (item, _) => FleetNames.Of(item),
        References = item => item.FailoverId is { } failover ? [Key("network", item.NetworkId), Key("profile", failover)] : [Key("network", item.NetworkId)],
        Add = VnicProfileRule.Add,
        Update = VnicProfileRule.Update,
        Remove = VnicProfileRule.Remove,
        HasUsers = true,
        Place = (item, view) => new Place(view.TryGet(item.NetworkId, out Network? network) ? network.DataCenterId : null, null),
    };

    /// <summary>MAC pools.</summary>
    public static FleetKind<MacPool> MacPools { get; } = new("macpool", item => Text(item.Id))
    {
        Name = item => item.Name,
        Names = (item, _) => FleetNames.Of(item),
        References = item => item.DataCenterId is { } dataCenter ? [Key("datacenter", dataCenter)] : [],
        Add = MacPoolRule.Add,
        Update = MacPoolRule.Update,
        Place = (item, _) => new Place(item.DataCenterId, null),
    };

    /// <summary>Hosts.</summary>
    public static FleetKind<FleetHost> Hosts { get; } = new("host", item => Text(item.Id))
    {
        Name = item => item.Name,
        Names = (item, _) => FleetNames.Of(item),
        References = item => [Key("cluster", item.ClusterId), .. item.Bridges.Select(bridge => Key("network", bridge.NetworkId))],
        Add = FleetHostRule.Add,
        Update = FleetHostRule.Update,
        Remove = FleetHostRule.Remove,
        HasUsers = true,
        Place = (item, view) => OfCluster(item.ClusterId, view),
    };

    /// <summary>What hosts reported.</summary>
    public static FleetKind<HostInventory> Inventories { get; } = new("inventory", item => Text(item.HostId));

    /// <summary>What people want of PFs' VFs.</summary>
    public static FleetKind<VfsConfiguration> Configurations { get; } = new("vfsconfiguration", item => IdOf(item.HostId, item.Pf))
    {
        References = item => [Key("host", item.HostId), .. item.Networks.Select(id => Key("network", id))],
        Add = (item, view) => VfsConfigurationRule.Update(new VfsConfiguration(item.HostId, item.Pf), item, view),
        Update = VfsConfigurationRule.Update,
        HasUsers = true,
        Place = (item, view) => view.TryGet(item.HostId, out FleetHost? host) ? OfCluster(host.ClusterId, view) : default,
    };

    /// <summary>VMs.</summary>
    public static FleetKind<Vm> Vms { get; } = new("vm", item => Text(item.Id))
    {
        Name = item => item.Name,
        Names = FleetNames.Of,
        References = item => [Key("cluster", item.ClusterId), .. item.Nics.Select(nic => nic.ProfileId).OfType<Guid>().Distinct().Select(id => Key("profile", id))],
        Add = VmRule.Add,
        Update = VmRule.Update,
        Remove = VmRule.Remove,
        Role = AccessRole.Operator,
        Place = (item, view) => OfCluster(item.ClusterId, view),
        Told = item => item with { Seed = WithoutSecrets(item.Seed) },
    };

    /// <summary>Long work.</summary>
    public static FleetKind<FleetOperation> Operations { get; } = new("operation", item => Text(item.Id))
    {
        Place = (item, view) => item.HostId is { } id && view.TryGet(id, out FleetHost? host) ? OfCluster(host.ClusterId, view) : default,
        Told = item => item.Guest is { } guest ? item with { Guest = guest with { Seed = WithoutSecrets(guest.Seed) } } : item,
    };

    /// <summary>Users.</summary>
    public static FleetKind<User> Users { get; } = new("user", item => Text(item.Id))
    {
        Name = item => item.Name,
        Names = (item, _) => [$"user:{item.Name}"],
        Add = UserRule.Add,
        Update = UserRule.Update,
        Remove = UserRule.Remove,
        Told = item => new { item.Id, item.Name, item.Grants, item.IsDisabled },
    };

    /// <summary>API tokens.</summary>
    public static FleetKind<ApiToken> Tokens { get; } = new("token", item => Text(item.Id))
    {
        Name = item => item.Name,
        References = item => [Key("user", item.UserId)],
        Told = item => new { item.Id, item.Name, item.UserId, item.Expires, item.IsSession },
    };

    /// <summary>Tokens with which hosts join.</summary>
    public static FleetKind<Enrolment> Enrolments { get; } = new("enrolment", item => Text(item.Id))
    {
        References = item => [Key("cluster", item.ClusterId)],
        Told = item => new { item.Id, item.ClusterId, item.HostName, item.Expires, item.HostId },
        Place = (item, view) => OfCluster(item.ClusterId, view),
    };

    /// <summary>Generations of what is desired of hosts.</summary>
    public static FleetKind<DesiredMark> Desired { get; } = new("desired", item => Text(item.HostId));

    /// <summary>Which engines hosts talk to.</summary>
    public static FleetKind<HostContact> Contacts { get; } = new("contact", item => Text(item.HostId));

    /// <summary>Engines that live.</summary>
    public static FleetKind<EngineSign> Engines { get; } = new("engine", item => Text(item.Id));

    /// <summary>Requests that were done.</summary>
    public static FleetKind<DoneRequest> Requests { get; } = new("request", item => item.Id);

    /// <summary>What parts outside of the fleet's model keep.</summary>
    public static FleetKind<Keepsake> Keepsakes { get; } = new("keepsake", item => item.Id);

    /// <summary>The id of a configuration.</summary>
    /// <param name="host">The host.</param>
    /// <param name="pf">The PF.</param>
    /// <returns>The id.</returns>
    public static string IdOf(Guid host, Primitives.PciAddress pf) => $"{host:D}/{pf}";

    /// <summary>An id as the store has it.</summary>
    /// <param name="id">The id.</param>
    /// <returns>The text.</returns>
    public static string Text(Guid id) => id.ToString("D");

    // What cloud-init is told may have passwords in it.
    private static GuestSeed? WithoutSecrets(GuestSeed? seed) => seed is null ? null : seed with { UserData = "", NetworkConfig = null };

    private static DocumentKey Key(string kind, Guid id) => new(kind, Text(id));

    private static Place OfCluster(Guid id, IFleetView view) => new(view.TryGet(id, out Cluster? cluster) ? cluster.DataCenterId : null, id);
}
