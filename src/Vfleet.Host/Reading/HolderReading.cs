using System.Collections.Immutable;
using Vfleet.Domain.Observed;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Linux.Vfio;
using Vfleet.Primitives;

namespace Vfleet.Host.Reading;

/// <summary>Who has vfio devices open, and which functions share an IOMMU group.</summary>
internal sealed class HolderReading
{
    private readonly SysfsRoot _root;
    private readonly Lazy<ImmutableArray<VfioHolder>> _holders;
    private readonly Dictionary<int, ImmutableArray<PciAddress>> _groups = [];

    private HolderReading(HostParts parts)
    {
        _root = parts.Root;
        _holders = new Lazy<ImmutableArray<VfioHolder>>(parts.Answers.Holders);
    }

    public static HolderReading Read(HostParts parts) => new(parts);

    /// <summary>The processes that hold a function. All processes are looked through for the first function that is on a vfio driver.</summary>
    public ImmutableArray<DeviceHolder> Of(PciFunction function) => !GroupViability.IsVfio(function.Driver) || _holders.Value.IsEmpty
        ? []
        :
        [
            .. _holders.Value
                .Where(holder => holder.Holds(_root, function))
                .Select(holder => new DeviceHolder(holder.ProcessId, holder.Command, holder.Guest))
                .Distinct(),
        ];

    /// <summary>The other functions of a function's IOMMU group, bridges left out.</summary>
    public ImmutableArray<PciAddress> GroupPeers(PciFunction function)
    {
        if (function.IommuGroup is not { } number)
        {
            return [];
        }

        if (!_groups.TryGetValue(number, out var members))
        {
            var group = IommuGroup.Read(_root, number);
            members = group is null ? [] : [.. group.Members.Where(member => !member.IsBridge).Select(member => member.Address)];
            _groups[number] = members;
        }

        return members.Length <= 1 ? [] : members.Remove(function.Address);
    }
}
