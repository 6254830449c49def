using System.Collections.Immutable;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Host.Answers;
using Vfleet.Host.State;
using Vfleet.Libvirt.Domains;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Linux.Vfio;
using Vfleet.Primitives;

namespace Vfleet.Host.Reading;

/// <summary>Reads one host: sysfs first, then as much of netlink, libvirt, processes and our own records as was asked for.</summary>
/// <param name="parts">The host.</param>
/// <param name="network">Reads the netdevs: from the kernel, or from a recorded tree.</param>
internal sealed class HostReader(HostParts parts, Func<bool, INetworkPicture> network)
{
    public async Task<ObservedHost> ReadAsync(ObserveScope scope, CancellationToken cancellationToken) =>
        (await ReadWithDomainsAsync(scope, cancellationToken)).Host;

    /// <summary>Reads the host, and keeps what libvirt said of its guests for those who look at more of it.</summary>
    /// <param name="scope">What is wanted.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The host and the guests' documents; default when they were not asked for or are not known.</returns>
    public async Task<(ObservedHost Host, ImmutableArray<DomainSnapshot> Domains)> ReadWithDomainsAsync(
        ObserveScope scope, CancellationToken cancellationToken)
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        var topology = PciTopology.Read(parts.Root, cancellationToken);
        problems.AddRange(topology.Faults.Select(ToProblem));
        if (parts.Answers.Damage is { } damage)
        {
            problems.Add(damage);
        }

        var answer = scope.HasFlag(ObserveScope.Guests)
            ? await parts.Answers.GuestsAsync(withNetworks: false, cancellationToken)
            : GuestAnswer.Nothing;
        var guests = answer.Domains.IsDefault ? default : GuestReading.Read(answer.Domains, problems);
        var sources = new Sources
        {
            Picture = network(scope.HasFlag(ObserveScope.NetworkUse)),
            Names = scope.HasFlag(ObserveScope.Names) ? new ModelNames(PciIds.Load(parts.Root)) : null,
            GuestUses = GuestReading.Uses(guests),
            Holders = scope.HasFlag(ObserveScope.Holders) ? HolderReading.Read(parts) : null,
            Records = scope.HasFlag(ObserveScope.Holders) ? ReadRecords(problems) : null,
            Scope = scope,
        };
        var pfs = topology.PhysicalFunctions.Select(pf => Pf(pf, sources, problems)).ToImmutableArray();
        var host = new ObservedHost
        {
            Pfs = pfs,
            Guests = guests,
            LibvirtProblem = answer.Problem,
            OtherNetdevs = scope.HasFlag(ObserveScope.NetworkUse) ? Others(pfs, sources.Picture) : [],
            Problems = problems.ToImmutable(),
        };
        return (host, answer.Domains);
    }

    private ObservedPf Pf(PhysicalFunction pf, Sources sources, ImmutableArray<Problem>.Builder problems)
    {
        var function = pf.Function;
        var netdevs = Netdevs(function, sources);
        var (settings, cutAt) = sources.Scope.HasFlag(ObserveScope.VfSettings) ? ReadSettings(pf, netdevs, problems) : ([], null);
        var details = sources.Scope.HasFlag(ObserveScope.Details) ? PfDetails.Read(parts, pf) : null;
        var vfModel = sources.Names;
        return new ObservedPf(pf.Address)
        {
            VendorId = function.Vendor,
            DeviceId = function.Device,
            ClassCode = function.Class,
            Vendor = sources.Names?.Vendor(function),
            Model = sources.Names?.Device(function),
            Driver = function.Driver,
            Netdevs = netdevs,
            NumaNode = function.NumaNode,
            IommuGroup = function.IommuGroup,
            TotalVfs = pf.TotalVfs,
            NumVfs = pf.NumVfs,
            Offset = pf.VfOffset,
            Stride = pf.VfStride,
            Autoprobe = pf.DriversAutoprobe,
            Ari = details?.Ari,
            Acs = details?.Acs,
            EswitchMode = details?.EswitchMode,
            InfiniBandPorts = details?.InfiniBandPorts ?? [],
            Facts = FactsReading.Of(function),
            VfListCutAt = cutAt,
            ManagementUses = sources.Scope.HasFlag(ObserveScope.NetworkUse) ? Management(pf, sources) : [],
            Vfs = [.. pf.VirtualFunctions.Select(vf => Vf(pf, vf, settings, vfModel, sources))],
        };
    }

    private static ObservedVf Vf(
        PhysicalFunction pf, VirtualFunction vf, ImmutableArray<VfSettings?> settings, ModelNames? names, Sources sources)
    {
        var function = vf.Function;
        var id = new VfId(pf.Address, vf.Index);
        return new ObservedVf(id, vf.Address)
        {
            VendorId = function.Vendor,
            DeviceId = function.Device,
            IsNetwork = function.IsNetworkController,
            Model = names?.Device(function),
            Driver = function.Driver,
            DriverOverride = function.DriverOverride,
            IsOnVfio = GroupViability.IsVfio(function.Driver),
            IommuGroup = function.IommuGroup,
            GroupPeers = sources.Holders?.GroupPeers(function) ?? [],
            NumaNode = function.NumaNode,
            Netdevs = Netdevs(function, sources),
            Settings = vf.Index < settings.Length ? settings[vf.Index] : null,
            Holders = sources.Holders?.Of(function) ?? [],
            Guests = [.. sources.GuestUses[vf.Address]],
            Record = sources.Records?.GetValueOrDefault(pf.Address)?.Vfs.GetValueOrDefault(vf.Index),
        };
    }

    private static ImmutableArray<ObservedNetdev> Netdevs(PciFunction function, Sources sources) =>
        [.. function.Netdevs.Select(name => sources.Picture.Netdev(name))];

    private static ImmutableArray<ManagementUse> Management(PhysicalFunction pf, Sources sources) =>
    [
        .. pf.Function.Netdevs
            .Concat(pf.VirtualFunctions.SelectMany(vf => vf.Function.Netdevs))
            .SelectMany(sources.Picture.Management)
            .Distinct(),
    ];

    private (ImmutableArray<VfSettings?> Settings, int? CutAt) ReadSettings(
        PhysicalFunction pf, ImmutableArray<ObservedNetdev> netdevs, ImmutableArray<Problem>.Builder problems)
    {
        if (pf.NumVfs == 0 || netdevs is not [{ Index: > 0 } netdev, ..])
        {
            return ([], null);
        }

        try
        {
            return parts.Answers.Vfs(netdev.Index, pf.NumVfs) is { } list ? ([.. list.Items.Select(VfSettingsReading.Of)], list.CutAt) : ([], null);
        }
        catch (IOException fault)
        {
            problems.Add(Applying.Faults.ToProblem(fault, $"reading the VFs of {netdev.Name}"));
            return ([], null);
        }
    }

    private ImmutableDictionary<PciAddress, PfState> ReadRecords(ImmutableArray<Problem>.Builder problems)
    {
        var records = parts.State.ReadAll(out var damaged);
        problems.AddRange(damaged);
        return records;
    }

    private static ImmutableArray<ObservedNetdev> Others(ImmutableArray<ObservedPf> pfs, INetworkPicture picture)
    {
        var known = pfs.SelectMany(pf => pf.Netdevs.Concat(pf.Vfs.SelectMany(vf => vf.Netdevs))).Select(netdev => netdev.Name).ToHashSet(StringComparer.Ordinal);
        return [.. picture.Names.Where(name => !known.Contains(name)).Select(picture.Netdev)];
    }

    private static Problem ToProblem(ReadFault fault) => new(
        ProblemCode.KernelAnswerMalformed, $"cannot read {fault}", "the rest of the host is shown; run as root to read everything", fault.Path);

    private sealed record Sources
    {
        public required INetworkPicture Picture { get; init; }

        public required ModelNames? Names { get; init; }

        public required ILookup<PciAddress, GuestUse> GuestUses { get; init; }

        public required HolderReading? Holders { get; init; }

        public required ImmutableDictionary<PciAddress, PfState>? Records { get; init; }

        public required ObserveScope Scope { get; init; }
    }
}
