using System.Collections.Immutable;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Engine.State;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>Hosts as documents.</summary>
internal static class HostElements
{
    private const long BytesInMebibyte = 1 << 20;

    /// <summary>What can be done with a host.</summary>
    public static ImmutableArray<string> Actions { get; } = ["activate", "commitnetconfig", "deactivate", "fence", "refresh", "setupnetworks", "syncallnetworks"];

    private static readonly ImmutableArray<string> s_links = ["devices", "networkattachments", "nics", "numanodes", "statistics", "unmanagednetworks"];

    /// <summary>Where a host is.</summary>
    /// <param name="host">Its id.</param>
    /// <returns>The path.</returns>
    public static string HrefOf(Guid host) => $"{OvirtRoute.Root}/hosts/{FleetKinds.Text(host)}";

    /// <summary>A host.</summary>
    /// <param name="host">It.</param>
    /// <param name="state">The fleet.</param>
    /// <returns>It.</returns>
    public static Element Of(FleetHost host, FleetState state)
    {
        var (inventory, use, href, cluster) = (state.InventoryOf(host.Id), state.UseOf(host.Id), HrefOf(host.Id), FleetKinds.Text(host.ClusterId));
        var element = new Element("host") { Id = FleetKinds.Text(host.Id), Href = href }
            .Add("name", host.Name)
            .Add("description", host.Description)
            .Add("address", host.Name)
            .Add("status", StatusOf(host, state))
            .Add("status_detail", host.StatusReason.Length == 0 ? null : host.StatusReason)
            .Add("external_status", "ok")
            .Add(new Element("cluster") { Id = cluster, Href = $"{OvirtRoute.Root}/clusters/{cluster}" })
            .Add(new Element("device_passthrough").Add("enabled", inventory?.Pfs.Any(pf => pf.MaxVfs > 0) ?? false))
            .Add("numa_supported", inventory is { NumaNodes.Length: > 0 })
            .Add(new Element("summary").Add("active", Active(host, state)).Add("migrating", 0).Add("total", state.VmsOn(host.Id).Count));
        if (inventory is not null)
        {
            element
                .Add(new Element("cpu").Add(new Element("topology").Add("cores", inventory.Cpus).Add("sockets", 1).Add("threads", 1)))
                .Add("memory", inventory.MemoryMiB * BytesInMebibyte)
                .Add("max_scheduling_memory", Math.Max(0, inventory.MemoryMiB - host.ReservedMemoryMiB - use.MemoryMiB) * BytesInMebibyte)
                .Add(inventory.AgentVersion.Length == 0 ? null : new Element("version").Add("full_version", inventory.AgentVersion))
                .Add("kernel", inventory.Kernel.Length == 0 ? null : inventory.Kernel);
        }

        var actions = new Element("actions");
        foreach (var action in Actions)
        {
            actions.Link(action, $"{href}/{action}");
        }

        element.Add(actions);
        foreach (var link in s_links)
        {
            element.Link(link, $"{href}/{link}");
        }

        return element;
    }

    // ovirt-engine-api-model, HostStatus. While VMs are moved away a host prepares for maintenance.
    private static string StatusOf(FleetHost host, FleetState state) => host.Status switch
    {
        HostStatus.Up => "up",
        HostStatus.Maintenance when IsDraining(host, state) => "preparing_for_maintenance",
        HostStatus.Maintenance => "maintenance",
        HostStatus.Unreachable => "non_responsive",
        HostStatus.Joining => "initializing",
        _ => "non_operational",
    };

    private static bool IsDraining(FleetHost host, FleetState state) => !state.VmsOn(host.Id).IsEmpty
        && state.Operations.Values.Any(one => one is { Kind: FleetOperation.DrainHost, IsOver: false } && one.HostId == host.Id);

    private static int Active(FleetHost host, FleetState state) =>
        state.VmsOn(host.Id).Count(id => state.TryGet(id, out Vm? vm) && vm.Status is VmStatus.Up or VmStatus.Starting or VmStatus.Stopping);
}
