using Vfleet.Cli.Output;
using Vfleet.Domain.Observed;

namespace Vfleet.Cli.Json;

/// <summary>A physical function.</summary>
internal sealed record PfView
{
    public required string Name { get; init; }

    public required string Address { get; init; }

    public required string VendorId { get; init; }

    public required string DeviceId { get; init; }

    public required string? Vendor { get; init; }

    public required string? Model { get; init; }

    public required string? Driver { get; init; }

    public required VfCountsView Vfs { get; init; }

    public required LinkView Link { get; init; }

    public required NetdevView[] Netdevs { get; init; }

    public required int? NumaNode { get; init; }

    public required int? IommuGroup { get; init; }

    public required bool? Autoprobe { get; init; }

    public required string? EswitchMode { get; init; }

    public required bool? Ari { get; init; }

    public required bool? Acs { get; init; }

    public required int? Offset { get; init; }

    public required int? Stride { get; init; }

    public required string[] InfiniBandPorts { get; init; }

    public required ManagementUseView[] ManagementUses { get; init; }

    /// <summary>First VF whose settings the kernel did not report; null when it reported all.</summary>
    public required int? VfListCutAt { get; init; }

    public static PfView From(ObservedPf pf) => new()
    {
        Name = pf.Name,
        Address = pf.Address.ToString(),
        VendorId = pf.VendorId.ToString("x4"),
        DeviceId = pf.DeviceId.ToString("x4"),
        Vendor = pf.Vendor,
        Model = pf.Model,
        Driver = pf.Driver,
        Vfs = VfCountsView.From(VfCounts.Of(pf)),
        Link = LinkView.From(pf),
        Netdevs = [.. pf.Netdevs.Select(NetdevView.From)],
        NumaNode = pf.NumaNode,
        IommuGroup = pf.IommuGroup,
        Autoprobe = pf.Autoprobe,
        EswitchMode = pf.EswitchMode,
        Ari = pf.Ari,
        Acs = pf.Acs,
        Offset = pf.Offset,
        Stride = pf.Stride,
        InfiniBandPorts = [.. pf.InfiniBandPorts],
        ManagementUses = [.. pf.ManagementUses.Select(use => new ManagementUseView(
            use.Kind == ManagementUseKind.DefaultRoute ? "defaultRoute" : "callerConnection", use.Through, use.Detail))],
        VfListCutAt = pf.VfListCutAt,
    };
}

/// <summary>Numbers of VFs of a PF.</summary>
/// <param name="Enabled">How many there are.</param>
/// <param name="Used">How many somebody uses or is configured to.</param>
/// <param name="Free">How many may be given away.</param>
/// <param name="Total">How many there can be.</param>
internal sealed record VfCountsView(int Enabled, int Used, int Free, int Total)
{
    public static VfCountsView From(VfCounts counts) => new(counts.Enabled, counts.Used, counts.Free, counts.Total);
}

/// <summary>The link of a PF.</summary>
/// <param name="Up">Whether one of its netdevs is administratively up.</param>
/// <param name="Carrier">Whether a cable or peer is there; null when not known.</param>
/// <param name="SpeedMbit">Speed in Mbit/s; null when not known.</param>
internal sealed record LinkView(bool Up, bool? Carrier, int? SpeedMbit)
{
    public static LinkView From(ObservedPf pf) =>
        pf.Netdevs.IsEmpty ? new(Up: false, null, null) : new(pf.IsUp, pf.Netdevs[0].HasCarrier, pf.Netdevs[0].Speed);
}

/// <summary>Why a PF is needed to reach the host.</summary>
/// <param name="Kind"><c>defaultRoute</c> or <c>callerConnection</c>.</param>
/// <param name="Through">The netdev that carries it.</param>
/// <param name="Detail">Gateway or caller.</param>
internal sealed record ManagementUseView(string Kind, string Through, string Detail);

/// <summary>A netdev.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mac">Its MAC address.</param>
/// <param name="Up">Whether it is administratively up.</param>
/// <param name="Carrier">Whether a cable or peer is there.</param>
/// <param name="SpeedMbit">Speed in Mbit/s.</param>
/// <param name="Mtu">MTU in bytes.</param>
/// <param name="Uses">What the host does with it.</param>
internal sealed record NetdevView(string Name, string? Mac, bool Up, bool? Carrier, int? SpeedMbit, int? Mtu, NetdevUseView[] Uses)
{
    public static NetdevView From(ObservedNetdev netdev) => new(
        netdev.Name,
        netdev.Mac?.ToString(),
        netdev.IsUp,
        netdev.HasCarrier,
        netdev.Speed,
        netdev.Mtu,
        [.. netdev.Uses.Select(use => new NetdevUseView(NetdevUseView.KindOf(use.Kind), use.With))]);
}

/// <summary>What the host does with a netdev.</summary>
/// <param name="Kind">What.</param>
/// <param name="With">The other device or address.</param>
internal sealed record NetdevUseView(string Kind, string With)
{
    public static string KindOf(NetdevUseKind kind) => kind switch
    {
        NetdevUseKind.BridgePort => "bridgePort",
        NetdevUseKind.BondSlave => "bondSlave",
        NetdevUseKind.OtherMaster => "otherMaster",
        NetdevUseKind.Vlan => "vlan",
        NetdevUseKind.Macvtap => "macvtap",
        NetdevUseKind.OtherUpper => "otherUpper",
        NetdevUseKind.IpAddress => "ipAddress",
        _ => "other",
    };
}

/// <summary>The answer of <c>vfleet pf list</c>.</summary>
/// <param name="Pfs">The PFs in order of address.</param>
/// <param name="Problems">What could not be read.</param>
internal sealed record PfListAnswer(PfView[] Pfs, ProblemView[] Problems);

/// <summary>The answer of <c>vfleet pf show</c>.</summary>
/// <param name="Pf">The PF.</param>
/// <param name="Vfs">Its VFs in order of index.</param>
/// <param name="Warnings">What the doctor finds on it.</param>
/// <param name="Problems">What could not be read.</param>
internal sealed record PfAnswer(PfView Pf, VfView[] Vfs, FindingView[] Warnings, ProblemView[] Problems);
