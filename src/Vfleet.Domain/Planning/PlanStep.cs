using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Domain.Planning;

/// <summary>One thing that is done to the host. A step is data: `--dry-run` prints it, the applier executes it and knows its undo.</summary>
public abstract record PlanStep
{
    private PlanStep()
    {
    }

    /// <summary>What it does, in the imperative, for people.</summary>
    public abstract string Description { get; }

    /// <summary>Says whether VFs created from now on get the host's driver at once.</summary>
    /// <param name="Pf">The PF.</param>
    /// <param name="PfName">What people call it.</param>
    /// <param name="On">The value of sriov_drivers_autoprobe.</param>
    public sealed record SetAutoprobe(PciAddress Pf, string PfName, bool On) : PlanStep
    {
        /// <inheritdoc/>
        public override string Description => $"turn driver autoprobe of {PfName}'s VFs {VfSettingsText.OnOff(On)}";
    }

    /// <summary>Writes the number of VFs and waits until they are there (or gone).</summary>
    /// <param name="Pf">The PF.</param>
    /// <param name="PfName">What people call it.</param>
    /// <param name="From">The number before.</param>
    /// <param name="To">The number after; either is 0, for the kernel allows no other change.</param>
    public sealed record SetVfCount(PciAddress Pf, string PfName, int From, int To) : PlanStep
    {
        /// <inheritdoc/>
        public override string Description => To == 0 ? $"remove the {From} VFs of {PfName}" : $"create {To} VFs on {PfName} and wait for each";
    }

    /// <summary>Sets a PF's netdev administratively up or down.</summary>
    /// <param name="Pf">The PF.</param>
    /// <param name="Netdev">The netdev.</param>
    /// <param name="Up">Up or down.</param>
    public sealed record SetLink(PciAddress Pf, string Netdev, bool Up) : PlanStep
    {
        /// <inheritdoc/>
        public override string Description => $"set {Netdev} {(Up ? "up" : "down")}";
    }

    /// <summary>Sets the MTU of a PF's netdev.</summary>
    /// <param name="Pf">The PF.</param>
    /// <param name="Netdev">The netdev.</param>
    /// <param name="From">The MTU before, in bytes; null when it is not known.</param>
    /// <param name="To">The MTU after, in bytes.</param>
    public sealed record SetMtu(PciAddress Pf, string Netdev, int? From, int To) : PlanStep
    {
        /// <inheritdoc/>
        public override string Description => From is { } from ? $"set the MTU of {Netdev} from {from} to {To}" : $"set the MTU of {Netdev} to {To}";
    }

    /// <summary>Switches the embedded switch.</summary>
    /// <param name="Pf">The PF.</param>
    /// <param name="PfName">What people call it.</param>
    /// <param name="From">The mode before.</param>
    /// <param name="To">The mode after.</param>
    public sealed record SetEswitchMode(PciAddress Pf, string PfName, string From, string To) : PlanStep
    {
        /// <inheritdoc/>
        public override string Description => $"switch the eswitch of {PfName} from {From} to {To}";
    }

    /// <summary>Saves the VF's whole state durably, with whom it is for, before anything is changed.</summary>
    /// <param name="Vf">The VF.</param>
    /// <param name="VfName">What people call it.</param>
    /// <param name="Original">Settings to put back later.</param>
    /// <param name="OriginalDriver">Driver to put back later; null for none.</param>
    /// <param name="OriginalOverride">driver_override to put back later; null for none.</param>
    /// <param name="Applied">What will be written.</param>
    /// <param name="Owner">The guest.</param>
    public sealed record SaveVf(
        VfId Vf, string VfName, VfSettings Original, string? OriginalDriver, string? OriginalOverride, VfSettings Applied, VfOwner Owner) : PlanStep
    {
        /// <inheritdoc/>
        public override string Description =>
            $"save what {VfName} is now: {Original}; driver {OriginalDriver ?? "none"}";
    }

    /// <summary>Writes settings through the PF and reads them back.</summary>
    /// <param name="Vf">The VF.</param>
    /// <param name="VfName">What people call it.</param>
    /// <param name="Write">What to write.</param>
    /// <param name="Required">The part of it that must work; the rest may be unsupported by the driver.</param>
    /// <param name="Before">The settings before, for the undo.</param>
    public sealed record WriteVf(VfId Vf, string VfName, VfSettings Write, VfSettings Required, VfSettings Before) : PlanStep
    {
        /// <summary>
        /// Whether the MAC is written although it reads the same: only a MAC that the PF wrote is the administrator's, which the guest
        /// cannot change.
        /// </summary>
        public bool MarksMac { get; init; }

        /// <summary>Whether it puts back what was there before a guest: then what was written stays even when a part fails.</summary>
        public bool IsRestore { get; init; }

        /// <inheritdoc/>
        public override string Description => $"write to {VfName} and read back: {Write}";
    }

    /// <summary>Binds a VF to a driver, or to none.</summary>
    /// <param name="Vf">The VF.</param>
    /// <param name="VfName">What people call it.</param>
    /// <param name="Address">Its PCI address; null while it does not exist yet.</param>
    /// <param name="From">The driver before; null for none.</param>
    /// <param name="To">The driver after; null for none. <see cref="BestVfio"/> picks the best vfio driver.</param>
    /// <param name="FromOverride">driver_override before; null for none.</param>
    /// <param name="ToOverride">driver_override after; null for none.</param>
    public sealed record BindVf(
        VfId Vf, string VfName, PciAddress? Address, string? From, string? To, string? FromOverride, string? ToOverride) : PlanStep
    {
        /// <summary>Stands for the vfio driver that fits the device best: a variant driver, else vfio-pci.</summary>
        public const string BestVfio = "vfio";

        /// <inheritdoc/>
        public override string Description => (From, To) switch
        {
            _ when From == To => ToOverride is null ? $"clear the driver_override of {VfName}" : $"set the driver_override of {VfName} to {ToOverride}",
            (_, null) => $"unbind {VfName} from {From}",
            (null, _) => $"bind {VfName} to {(To == BestVfio ? "the vfio driver" : To)}",
            _ => $"bind {VfName} to {(To == BestVfio ? "the vfio driver" : To)} instead of {From}",
        };
    }

    /// <summary>Resets the function (FLR or what the device offers).</summary>
    /// <param name="Vf">The VF.</param>
    /// <param name="VfName">What people call it.</param>
    /// <param name="Address">Its PCI address.</param>
    public sealed record ResetFunction(VfId Vf, string VfName, PciAddress Address) : PlanStep
    {
        /// <inheritdoc/>
        public override string Description => $"reset the function {VfName}";
    }

    /// <summary>Hands a VF to a guest through libvirt and waits until it is plugged in.</summary>
    /// <param name="Vf">The VF.</param>
    /// <param name="VfName">What people call it.</param>
    /// <param name="Address">Its PCI address.</param>
    /// <param name="Mac">MAC address in the guest's XML.</param>
    /// <param name="Vlan">Port VLAN in the guest's XML.</param>
    /// <param name="Owner">The guest, the alias and where it goes.</param>
    public sealed record PlugIn(VfId Vf, string VfName, PciAddress Address, MacAddress Mac, VlanTag Vlan, VfOwner Owner) : PlanStep
    {
        /// <summary>Alias of the guest's virtio interface that it is a failover pair with; null for none.</summary>
        public string? Standby { get; init; }

        /// <inheritdoc/>
        public override string Description => (Owner.Live, Owner.Config) switch
        {
            (true, true) => $"plug {VfName} into the running guest {Owner.Guest} and its configuration as {Owner.Alias}",
            (true, false) => $"plug {VfName} into the running guest {Owner.Guest} as {Owner.Alias}",
            _ => $"write {VfName} into the configuration of guest {Owner.Guest} as {Owner.Alias}",
        };
    }

    /// <summary>Notes how far the change of a VF got.</summary>
    /// <param name="Vf">The VF.</param>
    /// <param name="VfName">What people call it.</param>
    /// <param name="Phase">The phase reached.</param>
    /// <param name="Owner">The owner as it is then.</param>
    public sealed record MarkVf(VfId Vf, string VfName, VfPhase Phase, VfOwner Owner) : PlanStep
    {
        /// <inheritdoc/>
        public override string Description => Phase switch
        {
            VfPhase.Attached => $"note that {VfName} belongs to guest {Owner.Guest}",
            VfPhase.Detaching => $"note that {VfName} is being taken back from guest {Owner.Guest}",
            _ => $"note that {VfName} is on its way to guest {Owner.Guest}",
        };
    }

    /// <summary>Takes a device out of a guest through libvirt and waits until the guest has let go.</summary>
    /// <param name="Guest">Domain name.</param>
    /// <param name="Uuid">Domain UUID.</param>
    /// <param name="Alias">Device alias; null when only its address identifies it.</param>
    /// <param name="Address">The host's PCI function.</param>
    /// <param name="Live">From the running guest.</param>
    /// <param name="Config">From the persistent configuration.</param>
    /// <param name="Deadline">How long the guest may take.</param>
    public sealed record Unplug(
        string Guest, Guid Uuid, string? Alias, PciAddress Address, bool Live, bool Config, TimeSpan Deadline) : PlanStep
    {
        /// <inheritdoc/>
        public override string Description => (Live, Config) switch
        {
            (true, _) => $"ask guest {Guest} to let go of {Alias ?? Address.ToString()}, wait at most {Deadline.TotalSeconds:0} s"
                + (Config ? "; take it out of its configuration" : ""),
            _ => $"take {Alias ?? Address.ToString()} out of the configuration of guest {Guest}",
        };
    }

    /// <summary>Forgets what was saved of a VF: it is as it was.</summary>
    /// <param name="Vf">The VF.</param>
    /// <param name="VfName">What people call it.</param>
    public sealed record ForgetVf(VfId Vf, string VfName) : PlanStep
    {
        /// <inheritdoc/>
        public override string Description => $"forget the saved state of {VfName}: it is free";
    }
}
