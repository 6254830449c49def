using Vfleet.Domain.Availability;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Cli.Json;

/// <summary>A virtual function.</summary>
internal sealed record VfView
{
    public required string Name { get; init; }

    public required string Pf { get; init; }

    public required int Index { get; init; }

    public required string Address { get; init; }

    public required string VendorId { get; init; }

    public required string DeviceId { get; init; }

    public required string? Model { get; init; }

    public required string? Driver { get; init; }

    public required string? DriverOverride { get; init; }

    public required bool OnVfio { get; init; }

    /// <summary>Whether it may be given to a guest: <see cref="Holds"/> is empty.</summary>
    public required bool Free { get; init; }

    public required HoldView[] Holds { get; init; }

    /// <summary>What the PF keeps for it; null when the kernel did not say.</summary>
    public required SettingsView? Settings { get; init; }

    public required NetdevView[] Netdevs { get; init; }

    public required int? NumaNode { get; init; }

    public required int? IommuGroup { get; init; }

    public required string[] IommuGroupPeers { get; init; }

    public required VfUseView[] Guests { get; init; }

    public required HolderView[] Holders { get; init; }

    /// <summary>What Vfleet saved of it; null when it is not given away.</summary>
    public required RecordView? Record { get; init; }

    /// <summary>What went through it; null in lists, and when the kernel did not say.</summary>
    public required CountersView? Counters { get; init; }

    public static VfView From(ObservedHost host, ObservedVf vf, ObservedCounters? counted = null)
    {
        var holds = FreeRule.Holds(vf);
        return new VfView
        {
            Name = host.VfName(vf.Id),
            Pf = host.PfName(vf.Id.Pf),
            Index = vf.Id.Index,
            Address = vf.Address.ToString(),
            VendorId = vf.VendorId.ToString("x4"),
            DeviceId = vf.DeviceId.ToString("x4"),
            Model = vf.Model,
            Driver = vf.Driver,
            DriverOverride = vf.DriverOverride,
            OnVfio = vf.IsOnVfio,
            Free = holds.IsEmpty,
            Holds = [.. holds.Select(hold => HoldView.From(hold, host.VfName(vf.Id)))],
            Settings = vf.Settings is null ? null : SettingsView.From(vf.Settings),
            Netdevs = [.. vf.Netdevs.Select(NetdevView.From)],
            NumaNode = vf.NumaNode,
            IommuGroup = vf.IommuGroup,
            IommuGroupPeers = [.. vf.GroupPeers.Select(peer => peer.ToString())],
            Guests = [.. vf.Guests.Select(use =>
                new VfUseView(use.Name, use.Uuid.ToString(), use.Alias, use.Mac?.ToString(), use.Live, use.Config))],
            Holders = [.. vf.Holders.Select(holder => new HolderView(holder.Pid, holder.Command, holder.Guest))],
            Record = vf.Record is null ? null : RecordView.From(vf.Record),
            Counters = counted is null ? null : CountersView.From(counted),
        };
    }
}

/// <summary>What went through a VF since it was made.</summary>
internal sealed record CountersView(
    ulong RxBytes, ulong TxBytes, ulong RxPackets, ulong TxPackets, ulong Broadcast, ulong Multicast, ulong RxDropped, ulong TxDropped)
{
    public static CountersView From(ObservedCounters counted) => new(
        counted.RxBytes, counted.TxBytes, counted.RxPackets, counted.TxPackets, counted.Broadcast, counted.Multicast, counted.RxDropped, counted.TxDropped);
}

/// <summary>A reason why a VF is not free.</summary>
/// <param name="Kind"><c>guest</c>, <c>process</c>, <c>hostNetwork</c>, <c>netdevElsewhere</c>, <c>iommuGroup</c> or <c>record</c>.</param>
/// <param name="Reason">For people.</param>
/// <param name="Remedy">What would end it.</param>
internal sealed record HoldView(string Kind, string Reason, string Remedy)
{
    public static HoldView From(Hold hold, string vfName)
    {
        var kind = hold switch
        {
            Hold.ByGuest => "guest",
            Hold.ByProcess => "process",
            Hold.ByHostNetwork => "hostNetwork",
            Hold.NetdevElsewhere => "netdevElsewhere",
            Hold.SharedIommuGroup => "iommuGroup",
            Hold.ByRecord => "record",
            _ => "other",
        };
        return new HoldView(kind, hold.Reason, hold.RemedyFor(vfName));
    }
}

/// <summary>Settings of a VF; null members are not reported by the driver, or not asked for.</summary>
internal sealed record SettingsView(
    string? Mac,
    VlanView? Vlan,
    bool? SpoofCheck,
    bool? Trust,
    uint? MinRateMbit,
    uint? MaxRateMbit,
    string? LinkState,
    bool? RssQuery,
    string? NodeGuid,
    string? PortGuid)
{
    public static SettingsView From(VfSettings settings) => new(
        settings.Mac?.ToString(),
        settings.Vlan is { } vlan ? new VlanView(vlan.Id, vlan.Qos, vlan.Protocol == VlanProtocol.Dot1Ad ? "802.1ad" : "802.1q") : null,
        settings.SpoofCheck,
        settings.Trust,
        settings.MinRate,
        settings.MaxRate,
        settings.LinkState is { } state ? VfSettingsText.LinkState(state) : null,
        settings.RssQuery,
        settings.NodeGuid is { } node ? VfSettingsText.Guid(node) : null,
        settings.PortGuid is { } port ? VfSettingsText.Guid(port) : null);
}

/// <summary>A port VLAN.</summary>
/// <param name="Id">0 for none.</param>
/// <param name="Qos">Priority, 0-7.</param>
/// <param name="Protocol"><c>802.1q</c> or <c>802.1ad</c>.</param>
internal sealed record VlanView(int Id, int Qos, string Protocol);

/// <summary>A guest that has a VF in its configuration.</summary>
/// <param name="Guest">Domain name.</param>
/// <param name="Uuid">Domain UUID.</param>
/// <param name="Device">Device alias.</param>
/// <param name="Mac">MAC in the guest's XML.</param>
/// <param name="Live">Whether the running guest has it.</param>
/// <param name="Persistent">Whether the persistent configuration has it.</param>
internal sealed record VfUseView(string Guest, string Uuid, string? Device, string? Mac, bool Live, bool Persistent);

/// <summary>A process that has a VF open.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="Command">Its short name.</param>
/// <param name="Guest">Its guest, when it is a QEMU of libvirt.</param>
internal sealed record HolderView(int Pid, string Command, string? Guest);

/// <summary>What Vfleet saved of a VF before it gave it away.</summary>
/// <param name="Phase"><c>attaching</c>, <c>attached</c> or <c>detaching</c>.</param>
/// <param name="Since">When.</param>
/// <param name="Guest">For which guest.</param>
/// <param name="Device">Device alias there.</param>
/// <param name="Original">Settings that it returns to.</param>
/// <param name="OriginalDriver">Driver that it returns to; null for none.</param>
internal sealed record RecordView(
    string Phase, DateTimeOffset Since, string Guest, string Device, SettingsView Original, string? OriginalDriver)
{
    public static RecordView From(VfRecord record)
    {
        var phase = record.Phase switch
        {
            VfPhase.Attaching => "attaching",
            VfPhase.Attached => "attached",
            _ => "detaching",
        };
        return new RecordView(
            phase, record.Since, record.Owner.Guest, record.Owner.Alias, SettingsView.From(record.Original), record.OriginalDriver);
    }
}

/// <summary>The answer of <c>vfleet vf list</c>.</summary>
/// <param name="Vfs">VFs in order of PF and index.</param>
/// <param name="Problems">What could not be read.</param>
internal sealed record VfListAnswer(VfView[] Vfs, ProblemView[] Problems);

/// <summary>The answer of <c>vfleet vf show</c>.</summary>
/// <param name="Vf">The VF.</param>
/// <param name="Problems">What could not be read.</param>
internal sealed record VfAnswer(VfView Vf, ProblemView[] Problems);
