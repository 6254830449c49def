using Vfleet.Api.Resources;
using Vfleet.Cli.Commands.Fleet.Hosts;
using Vfleet.Cli.Commands.Fleet.Resources;
using Vfleet.Cli.Commands.Fleet.Vms;
using Vfleet.Cli.Help;

namespace Vfleet.Cli.Commands.Fleet;

/// <summary>The groups of commands that act on the fleet.</summary>
internal static class FleetGroups
{
    /// <summary>All of them.</summary>
    public static IEnumerable<GroupCommand> All =>
    [
        Host,
        Of("network", "networks of the fleet", NetworkResources.Networks),
        Of("profile", "vNIC profiles: what the vNICs of a network get", NetworkResources.Profiles),
        Of("nic", "vNICs of the fleet's VMs: add, change, plug and unplug them", VmResources.Nics, new NicPlugCommand(), new NicUnplugCommand()),
        Of("datacenter", "data centres of the fleet", PlaceResources.DataCenters),
        Of("cluster", "clusters of hosts that may run the same VMs", PlaceResources.Clusters),
        Of("macpool", "MAC addresses that vNICs get", NetworkResources.MacPools),
        new("event", "what happens in the fleet", new ManPage(["What people did in the fleet, what hosts reported, and what the engine decided."], new Example("The latest", "vfleet event list")), new EventListCommand(), new EventWatchCommand()),
        Operation,
        Of("user", "users of the engine and what they may do", AccessResources.Users),
        new("token", "API tokens for programs", new ManPage([AccessResources.Tokens.About], new Example("Who has some", "vfleet token list")), new ListResourceCommand<TokenResource>("token", AccessResources.Tokens), new TokenAddCommand(), new RemoveResourceCommand<TokenResource>("token", AccessResources.Tokens)),
    ];

    /// <summary>The commands about VMs of the fleet, beside those about guests of this host.</summary>
    public static LeafCommand[] Vms =>
    [
        new ShowResourceCommand<VmResource>("vm", VmResources.Vms),
        new VmAddCommand(),
        new SetResourceCommand<VmResource>("vm", VmResources.Vms),
        new RemoveResourceCommand<VmResource>("vm", VmResources.Vms),
        new VmStartCommand(),
        new VmShutdownCommand(),
        new VmStopCommand(),
        new VmRebootCommand(),
        new VmAdoptCommand(),
        new VmPlaceCommand(),
        new VmReleaseCommand(),
        new VmConfirmCommand(),
    ];

    private static GroupCommand Host => new(
        "host",
        "hosts of the fleet: take them in, look at them, keep VMs off them",
        new ManPage([HostResources.Hosts.About], new Example("Every host", "vfleet host list"), new Example("Take one in", "vfleet host token --cluster rack4")),
        [
            new ListResourceCommand<HostResource>("host", HostResources.Hosts),
            new ShowResourceCommand<HostResource>("host", HostResources.Hosts),
            new SetResourceCommand<HostResource>("host", HostResources.Hosts),
            .. HostAct.All.Select(act => new HostActCommand(act)),
            new HostDrainCommand(),
            new HostFenceCommand(),
            new RemoveResourceCommand<HostResource>("host", HostResources.Hosts),
            new HostTokenCommand(),
        ]);

    private static GroupCommand Operation => new(
        "operation",
        "long work of the engine: follow it, stop it",
        new ManPage([OperationCommands.Resource.About], new Example("What goes on", "vfleet operation list --state running")),
        new ListResourceCommand<OperationResource>("operation", OperationCommands.Resource),
        new ShowResourceCommand<OperationResource>("operation", OperationCommands.Resource),
        new OperationWaitCommand(),
        new OperationCancelCommand());

    private static GroupCommand Of<T>(string group, string description, FleetResource<T> resource, params LeafCommand[] others) => new(
        group,
        description,
        new ManPage([resource.About], new Example("All of them", $"vfleet {group} list{(resource.Within is null ? "" : " web1")}")),
        [
            new ListResourceCommand<T>(group, resource),
            new ShowResourceCommand<T>(group, resource),
            new AddResourceCommand<T>(group, resource),
            new SetResourceCommand<T>(group, resource),
            new RemoveResourceCommand<T>(group, resource),
            .. others,
        ]);
}
