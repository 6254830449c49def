using System.Collections.Immutable;
using Vfleet.Domain.Observed;
using Vfleet.Primitives;

namespace Vfleet.Domain.Availability;

/// <summary>A reason why a VF is not free.</summary>
public abstract record Hold
{
    private Hold()
    {
    }

    /// <summary>The reason in a few words, for tables and errors.</summary>
    public abstract string Reason { get; }

    /// <summary>What would end it.</summary>
    public abstract string Remedy { get; }

    /// <summary>A guest has it in its live or persistent configuration.</summary>
    /// <param name="Use">Which guest and device.</param>
    public sealed record ByGuest(GuestUse Use) : Hold
    {
        /// <inheritdoc/>
        public override string Reason => Use.Live ? $"guest {Use.Name}" : $"configured in guest {Use.Name} (not running)";

        /// <inheritdoc/>
        public override string Remedy => Use.Alias is { } alias
            ? $"vfleet vm detach {Use.Name} --device {alias}"
            : $"remove the device from the guest: virsh edit {Use.Name}";
    }

    /// <summary>A process has its vfio device open.</summary>
    /// <param name="Holder">The process.</param>
    public sealed record ByProcess(DeviceHolder Holder) : Hold
    {
        /// <inheritdoc/>
        public override string Reason => Holder.Guest is { } guest
            ? $"opened by guest {guest} (pid {Holder.Pid})"
            : $"opened by {Holder.Command} (pid {Holder.Pid})";

        /// <inheritdoc/>
        public override string Remedy => $"stop process {Holder.Pid} ({Holder.Command}) in its own orderly way";
    }

    /// <summary>The host's own networking uses its netdev.</summary>
    /// <param name="Netdev">The netdev.</param>
    /// <param name="Use">What for.</param>
    public sealed record ByHostNetwork(string Netdev, NetdevUse Use) : Hold
    {
        /// <inheritdoc/>
        public override string Reason => Use.Kind switch
        {
            NetdevUseKind.BridgePort => $"{Netdev} is a port of bridge {Use.With}",
            NetdevUseKind.BondSlave => $"{Netdev} is a slave of bond {Use.With}",
            NetdevUseKind.OtherMaster => $"{Netdev} belongs to {Use.With}",
            NetdevUseKind.Vlan => $"VLAN device {Use.With} stands on {Netdev}",
            NetdevUseKind.Macvtap => $"macvtap {Use.With} stands on {Netdev}",
            NetdevUseKind.OtherUpper => $"{Use.With} stands on {Netdev}",
            NetdevUseKind.IpAddress => $"{Netdev} has the address {Use.With}",
            _ => $"{Netdev} is used by {Use.With}",
        };

        /// <inheritdoc/>
        public override string Remedy => Use.Kind switch
        {
            NetdevUseKind.BridgePort or NetdevUseKind.BondSlave or NetdevUseKind.OtherMaster => $"ip link set {Netdev} nomaster",
            NetdevUseKind.IpAddress => $"ip address del {Use.With} dev {Netdev}",
            _ => $"ip link del {Use.With}",
        };
    }

    /// <summary>A host driver is bound but no netdev is visible: it was moved to another network namespace, or is still being made.</summary>
    /// <param name="Driver">The driver.</param>
    public sealed record NetdevElsewhere(string Driver) : Hold
    {
        /// <inheritdoc/>
        public override string Reason => $"bound to {Driver} but its netdev is not here: another network namespace (a container?) has it";

        /// <inheritdoc/>
        public override string Remedy => "'ip netns' and 'lsns -t net' list the namespaces; stop the container or move the netdev back";
    }

    /// <summary>It shares its IOMMU group with other functions, so it cannot be given away alone.</summary>
    /// <param name="Group">The group.</param>
    /// <param name="Peers">The others.</param>
    public sealed record SharedIommuGroup(int Group, ImmutableArray<PciAddress> Peers) : Hold
    {
        /// <inheritdoc/>
        public override string Reason => $"shares IOMMU group {Group} with {string.Join(", ", Peers)}";

        /// <inheritdoc/>
        public override string Remedy => "enable ACS in the firmware set-up, or put the card into a slot of its own root port";
    }

    /// <summary>We gave it to a guest and have not taken it back.</summary>
    /// <param name="Record">What we wrote down.</param>
    public sealed record ByRecord(VfRecord Record) : Hold
    {
        /// <inheritdoc/>
        public override string Reason => Record.Phase switch
        {
            VfPhase.Attaching => $"an attach to {Record.Owner.Guest} was interrupted",
            VfPhase.Detaching => $"a detach from {Record.Owner.Guest} was interrupted",
            _ => $"left over from guest {Record.Owner.Guest}, which no longer has it",
        };

        /// <inheritdoc/>
        public override string Remedy => "'vfleet vf reset' puts back what it was";
    }
}
