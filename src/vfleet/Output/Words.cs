using System.Globalization;
using Vfleet.Domain.Availability;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Settings;
using Vfleet.Host.Agent;
using Vfleet.Primitives;

namespace Vfleet.Cli.Output;

/// <summary>Short texts for what was observed, the same in every table.</summary>
internal static class Words
{
    /// <summary>The state of a guest as <c>virsh list</c> writes it.</summary>
    /// <param name="state">The state.</param>
    public static string Of(GuestState state) => state switch
    {
        GuestState.Running => "running",
        GuestState.Paused => "paused",
        GuestState.ShuttingDown => "in shutdown",
        GuestState.ShutOff => "shut off",
        GuestState.Crashed => "crashed",
        GuestState.Suspended => "pmsuspended",
        _ => "unknown",
    };

    /// <summary>The driver that VFs are kept on, as <c>--driver</c> takes it; null for the kernel's choice.</summary>
    /// <param name="driver">The driver.</param>
    public static string? Driver(VfDriverChoice driver) => driver switch
    {
        VfDriverChoice.Host => "host",
        VfDriverChoice.Vfio => "vfio",
        VfDriverChoice.None => "none",
        _ => null,
    };

    /// <summary>What the agent found a PF to be.</summary>
    /// <param name="condition">What it found.</param>
    public static string Condition(PfCondition condition) => condition switch
    {
        PfCondition.Right => "as kept",
        PfCondition.Drifted => "drifted",
        PfCondition.Pending => "pending",
        PfCondition.Restoring => "restoring",
        PfCondition.Changing => "changing",
        PfCondition.Gone => "gone",
        PfCondition.LeftAlone => "left alone",
        _ => condition.ToString(),
    };

    /// <summary>How it is painted.</summary>
    /// <param name="condition">What the agent found.</param>
    public static Tone ToneOf(PfCondition condition) => condition switch
    {
        PfCondition.Right => Tone.Good,
        PfCondition.LeftAlone => Tone.Dim,
        PfCondition.Gone => Tone.Bad,
        _ => Tone.Warning,
    };

    /// <summary>The VF behind a device of a guest.</summary>
    /// <param name="host">The host.</param>
    /// <param name="device">The device.</param>
    /// <returns>For example <c>enp1s0f0/3</c>; null when there is none.</returns>
    public static string? VfName(ObservedHost host, ObservedGuestDevice device)
    {
        foreach (var pf in host.Pfs)
        {
            foreach (var vf in pf.Vfs)
            {
                if (vf.Address == device.Function)
                {
                    return host.VfName(vf.Id);
                }
            }
        }

        return null;
    }

    /// <summary>Speed as people say it.</summary>
    /// <param name="megabits">Mbit/s.</param>
    /// <returns>For example <c>10G</c>, <c>2.5G</c> or <c>100M</c>.</returns>
    public static string Speed(int megabits) => megabits >= 1000
        ? string.Create(CultureInfo.InvariantCulture, $"{megabits / 1000.0:0.#}G")
        : $"{megabits}M";

    /// <summary>The link of a PF.</summary>
    /// <param name="pf">The PF.</param>
    public static Cell Link(ObservedPf pf) => pf.Netdevs.IsEmpty ? new Cell("no netdev", Tone.Warning) : Link(pf.Netdevs[0]);

    /// <summary>The link of a netdev.</summary>
    /// <param name="netdev">The netdev.</param>
    public static Cell Link(ObservedNetdev netdev) => netdev switch
    {
        { IsUp: false } => new Cell("down", Tone.Warning),
        { HasCarrier: false } => new Cell("no carrier", Tone.Warning),
        { Speed: > 0 and var speed } => new Cell($"up {Speed(speed)}", Tone.Good),
        _ => new Cell("up", Tone.Good),
    };

    /// <summary>Whether a VF is free, or why not.</summary>
    /// <param name="vf">The VF.</param>
    public static Cell State(ObservedVf vf)
    {
        var holds = FreeRule.Holds(vf);
        if (holds.IsEmpty)
        {
            return new Cell("free", Tone.Good);
        }

        var more = holds.Length == 1 ? "" : $" (and {holds.Length - 1} more)";
        var tone = holds.Any(hold => hold is Hold.ByRecord or Hold.SharedIommuGroup or Hold.NetdevElsewhere) ? Tone.Bad : Tone.Warning;
        return new Cell(holds[0].Reason + more, tone);
    }

    /// <summary>What is not neutral of a VF's settings, apart from MAC and VLAN id.</summary>
    /// <param name="settings">The settings.</param>
    /// <returns>For example <c>trust, spoof off, max 500M</c>; empty when all is neutral.</returns>
    public static string Options(VfSettings? settings)
    {
        if (settings is null)
        {
            return "";
        }

        var parts = new List<string>();
        void Add(bool when, string text)
        {
            if (when)
            {
                parts.Add(text);
            }
        }

        Add(settings.Trust == true, "trust");
        Add(settings.SpoofCheck == false, "spoof off");
        Add(settings.Vlan is { Qos: > 0 }, $"qos {settings.Vlan?.Qos}");
        Add(settings.Vlan is { Protocol: VlanProtocol.Dot1Ad }, "802.1ad");
        Add(settings.MinRate > 0, $"min {settings.MinRate}M");
        Add(settings.MaxRate > 0, $"max {settings.MaxRate}M");
        Add(settings.LinkState == VfLinkState.Enable, "link up");
        Add(settings.LinkState == VfLinkState.Disable, "link down");
        Add(settings.RssQuery == true, "rss");
        return string.Join(", ", parts);
    }

    /// <summary>The MAC of a VF: the administrative one, else that of its netdev.</summary>
    /// <param name="vf">The VF.</param>
    /// <returns>Empty when none is set or known.</returns>
    public static string Mac(ObservedVf vf) => vf.Settings?.Mac is { IsZero: false } set
        ? set.ToString()
        : vf.Netdevs.IsEmpty ? "" : vf.Netdevs[0].Mac?.ToString() ?? "";

    /// <summary>A duration as people say it.</summary>
    /// <param name="time">The duration.</param>
    /// <returns>For example <c>30 ms</c>, <c>1.5 s</c> or <c>75 s</c>.</returns>
    public static string Time(TimeSpan time) => time.TotalSeconds switch
    {
        < 1 => $"{Math.Max(1, Math.Round(time.TotalMilliseconds)):0} ms",
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        _ => $"{time.TotalSeconds:0} s",
    };
}
