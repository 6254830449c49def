using System.Collections.Immutable;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Domain.Changes;

/// <summary>A wish to change one host. It names what is wanted, not how: a planner turns it into steps.</summary>
public abstract record HostChange
{
    private HostChange()
    {
    }

    /// <summary>Changes a PF: the number of its VFs, their driver, its link.</summary>
    /// <param name="Pf">Which PF.</param>
    public sealed record SetPf(FunctionSelector Pf) : HostChange
    {
        /// <summary>How many VFs it shall have, 0 to its total; null leaves them.</summary>
        public int? Vfs { get; init; }

        /// <summary>Which driver new VFs get.</summary>
        public VfDriverChoice Driver { get; init; } = VfDriverChoice.AsConfigured;

        /// <summary>Whether its netdevs shall be administratively up; null leaves them (and puts them up again after a count change took them down).</summary>
        public bool? Up { get; init; }

        /// <summary>MTU of its netdevs in bytes; null leaves it. Never below the MTU of a VF's netdev.</summary>
        public int? Mtu { get; init; }

        /// <summary>Eswitch mode, <c>legacy</c> or <c>switchdev</c>; null leaves it.</summary>
        public string? EswitchMode { get; init; }

        /// <summary>Whether to go on although the PF carries the default route or the caller's connection.</summary>
        public bool Force { get; init; }

        /// <summary>Whether it is kept over reboots.</summary>
        public bool Keeps { get; init; } = true;
    }

    /// <summary>Makes a PF and its VFs what the host's document says, in one change with one undo.</summary>
    /// <param name="Pf">Which PF.</param>
    /// <param name="Wish">The document's entry for it.</param>
    public sealed record ConformPf(FunctionSelector Pf, DesiredPf Wish) : HostChange
    {
        /// <summary>Whether to go on although the PF carries the default route or the caller's connection.</summary>
        public bool Force { get; init; }

        /// <summary>Whether it is kept over reboots.</summary>
        public bool Keeps { get; init; } = true;

        /// <summary>What was true of the PF when the plan was made (<see cref="PlanFacts"/>); when it no longer is, the change is refused. Null for no such plan.</summary>
        public ImmutableSortedDictionary<string, string>? PlannedOn { get; init; }
    }

    /// <summary>Writes settings of one VF.</summary>
    /// <param name="Vf">Which VF.</param>
    /// <param name="Settings">What to write; null members are left.</param>
    public sealed record SetVf(FunctionSelector Vf, VfSettings Settings) : HostChange
    {
        /// <summary>Whether to go on although a guest uses the VF.</summary>
        public bool Force { get; init; }
    }

    /// <summary>Puts a VF back: to what we saved of it before it was given away, else to neutral settings; and resets the function.</summary>
    /// <param name="Vf">Which VF.</param>
    public sealed record ResetVf(FunctionSelector Vf) : HostChange;

    /// <summary>Binds a VF to another driver.</summary>
    /// <param name="Vf">Which VF.</param>
    /// <param name="Driver">A driver's name, <c>vfio</c> (the best vfio driver), <c>host</c> (the host's own) or <c>none</c>.</param>
    public sealed record BindVf(FunctionSelector Vf, string Driver) : HostChange;

    /// <summary>Gives a VF to a libvirt guest.</summary>
    /// <param name="Guest">Domain name or UUID.</param>
    /// <param name="Function">A VF, or a PF whose next free VF is taken.</param>
    /// <param name="Settings">The settings wanted; the rest become neutral. Without a MAC a stable one is derived from the guest.</param>
    public sealed record AttachVf(string Guest, FunctionSelector Function, VfSettings Settings) : HostChange
    {
        /// <summary>Whether the running guest gets it; null decides by the guest's state.</summary>
        public bool? Live { get; init; }

        /// <summary>Whether the persistent configuration gets it; null decides by the guest's state.</summary>
        public bool? Config { get; init; }

        /// <summary>Device alias, <c>ua-</c> and letters, digits, '_', '.' or '-'; null derives one from the MAC.</summary>
        public string? Alias { get; init; }

        /// <summary>Alias of the guest's virtio interface that the VF is to be a failover pair with; null for none.</summary>
        public string? Standby { get; init; }
    }

    /// <summary>Takes a VF back from a libvirt guest.</summary>
    /// <param name="Guest">Domain name or UUID.</param>
    /// <param name="Device">Which device.</param>
    public sealed record DetachVf(string Guest, GuestDeviceSelector Device) : HostChange
    {
        /// <summary>Whether to take it from the running guest; null takes it where it is.</summary>
        public bool? Live { get; init; }

        /// <summary>Whether to take it out of the persistent configuration; null takes it where it is.</summary>
        public bool? Config { get; init; }

        /// <summary>How long the guest may take to let go.</summary>
        public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(60);
    }
}

/// <summary>Which driver new VFs get.</summary>
public enum VfDriverChoice
{
    /// <summary>As sriov_drivers_autoprobe stands now.</summary>
    AsConfigured,

    /// <summary>The host's own VF driver, which makes netdevs.</summary>
    Host,

    /// <summary>The best vfio driver, ready for guests.</summary>
    Vfio,

    /// <summary>None: fastest, nothing grabs them.</summary>
    None,
}

/// <summary>What a person wrote to name a device of a guest; exactly one member is set.</summary>
/// <param name="Alias">Its alias.</param>
/// <param name="Mac">Its MAC address.</param>
/// <param name="Function">The host's function behind it.</param>
public sealed record GuestDeviceSelector(string? Alias = null, MacAddress? Mac = null, FunctionSelector? Function = null)
{
    /// <summary>Reads a MAC address, a function (<c>enp1s0f0/3</c>, <c>0000:01:10.6</c>) or an alias.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The selector; anything that is neither address nor function with an index counts as an alias.</returns>
    public static GuestDeviceSelector Parse(string text)
    {
        if (MacAddress.TryParse(text, out var mac))
        {
            return new GuestDeviceSelector(Mac: mac);
        }

        return FunctionSelector.TryParse(text, out var function, out _) && function is not FunctionSelector.ByNetdev
            ? new GuestDeviceSelector(Function: function)
            : new GuestDeviceSelector(Alias: text);
    }

    /// <inheritdoc/>
    public override string ToString() => Alias ?? Mac?.ToString() ?? Function?.ToString() ?? "";
}
