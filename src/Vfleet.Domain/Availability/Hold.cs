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

    /// <summary>What would end it, as a command that names the VF where there is one.</summary>
    /// <param name="vfName">What people call the VF, for example <c>enp1s0f0/3</c>.</param>
    /// <returns>The remedy.</returns>
    public virtual string RemedyFor(string vfName) => Remedy;

    /// <summary>A guest has it in its live or persistent configuration.</summary>
    /// <param name="Use">Which guest and device.</param>
    public sealed record ByGuest(GuestUse Use) : Hold
    {
        /// <inheritdoc/>
        public override string Reason => Use.Live ? $"guest {Use.Name}" : $"in the configuration of guest {Use.Name}";

        /// <inheritdoc/>
        public override string Remedy => Use.Alias is { } alias
            ? $"vfleet vm detach {Use.Name} --device {alias}"
            : $"'vfleet vm list' shows the devices of {Use.Name}; take it back with 'vfleet vm detach'";

        /// <inheritdoc/>
        public override string RemedyFor(string vfName) => Use.Alias is null ? $"vfleet vm detach {Use.Name} --device {vfName}" : Remedy;
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
            // Open vSwitch keeps its ports in a database: a port taken from the kernel alone comes back.
            NetdevUseKind.OtherMaster when Use.With == "ovs-system" => $"ovs-vsctl del-port {Netdev}",
            NetdevUseKind.BridgePort or NetdevUseKind.BondSlave or NetdevUseKind.OtherMaster => $"ip link set {Netdev} nomaster",
            NetdevUseKind.IpAddress => $"ip address del {Use.With} dev {Netdev}",
            _ => $"ip link del {Use.With}",
        };
    }

    /// <summary>
    /// A host driver is bound but no netdev is visible: it was moved to another network namespace, is still being made, or the driver
    /// (uio, RDMA only) makes none and some program talks to the device directly.
    /// </summary>
    /// <param name="Driver">The driver.</param>
    public sealed record NetdevElsewhere(string Driver) : Hold
    {
        /// <inheritdoc/>
        public override string Reason => $"bound to {Driver} but without a netdev here: a container's network namespace or a program may have it";

        /// <inheritdoc/>
        public override string Remedy => $"stop the container ('lsns -t net' lists them) or program that has it; when nothing has, unbind it: "
            + $"echo ADDRESS > /sys/bus/pci/drivers/{Driver}/unbind";
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
            _ => $"given to guest {Record.Owner.Guest}, which does not show it now",
        };

        /// <inheritdoc/>
        public override string Remedy => "'vfleet vf reset' puts back what it was";

        /// <inheritdoc/>
        public override string RemedyFor(string vfName) => $"vfleet vf reset {vfName}";
    }
}
