using Vfleet.Domain.Fleet;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;

namespace Vfleet.Engine.Access;

/// <summary>Who sees what. A role holds downwards; whoever has one in a cluster also sees what the cluster stands on: its data centre with networks and profiles.</summary>
public static class Sight
{
    /// <summary>Whether a caller sees what belongs somewhere.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="place">Where it belongs.</param>
    /// <param name="state">The fleet.</param>
    /// <returns>Whether they do.</returns>
    public static bool MaySee(this Caller caller, Place place, FleetState state) => caller.May(AccessRole.Viewer, place)
        || (place is { Cluster: null, DataCenter: { } dataCenter } && caller.Grants.Any(grant =>
            grant.Cluster is { } cluster && state.TryGet(cluster, out Cluster? found) && found.DataCenterId == dataCenter));

    /// <summary>Whether a caller sees what happened to something. What is gone belongs nowhere: only who sees the whole fleet sees that.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="subject">What it happened to, as <c>vm/ID</c>.</param>
    /// <param name="state">The fleet.</param>
    /// <returns>Whether they do.</returns>
    public static bool MaySeeEventsOf(this Caller caller, string subject, FleetState state)
    {
        var (kind, id) = subject.Split('/', 2) is [var before, var after] ? (before, after) : (subject, "");
        if (kind is "user" or "token" or "enrolment")
        {
            return caller.May(AccessRole.Admin, default);
        }

        return caller.May(AccessRole.Viewer, default) || kind switch
        {
            "vm" => May(FleetKinds.Vms),
            "host" => May(FleetKinds.Hosts),
            "cluster" => May(FleetKinds.Clusters),
            "datacenter" => May(FleetKinds.DataCenters),
            "network" => May(FleetKinds.Networks),
            "profile" => May(FleetKinds.Profiles),
            "operation" => May(FleetKinds.Operations),
            "vfsconfiguration" => May(FleetKinds.Configurations),
            _ => false,
        };

        bool May<T>(FleetKind<T> of)
            where T : class => state.Of(of).Find(id) is { } found && caller.MaySee(of.Place(found, state), state);
    }
}
