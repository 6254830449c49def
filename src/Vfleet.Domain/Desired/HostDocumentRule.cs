using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Domain.Desired;

/// <summary>What must hold between the parts of a document, whatever the host.</summary>
internal static class HostDocumentRule
{
    public static void Check(DesiredHost host, SectionReader reader)
    {
        foreach (var pattern in host.Pfs.Select(pf => pf.Select).Concat(host.NeverTouch).OfType<PfPattern.ByNetwork>())
        {
            CheckNetwork(host, pattern, reader);
        }

        var macs = new Dictionary<MacAddress, Place>();
        foreach (var pf in host.Pfs)
        {
            CheckRanges(pf, reader);
            foreach (var vfs in pf.Settings)
            {
                CheckAddresses(vfs, macs, reader);
            }
        }
    }

    private static void CheckNetwork(DesiredHost host, PfPattern.ByNetwork pattern, SectionReader reader)
    {
        if (!host.Networks.ContainsKey(pattern.Network))
        {
            reader.Refuse(
                pattern.Place,
                ProblemCode.Malformed,
                $"there is no physical network '{pattern.Network}' in the section networks",
                Misspelling.Nearest(pattern.Network, host.Networks.Keys) is { } meant
                    ? $"did you mean {meant}?"
                    : host.Networks.IsEmpty ? $"add it: networks: {{ {pattern.Network}: [{{ netdev: enp3s0f* }}] }}" : $"there are: {string.Join(", ", host.Networks.Keys)}");
        }
    }

    private static void CheckRanges(DesiredPf pf, SectionReader reader)
    {
        DesiredVfs? widest = null;
        foreach (var vfs in pf.Settings.OrderBy(vfs => vfs.Range.First).ThenBy(vfs => vfs.Place.Line))
        {
            if (widest is not null && vfs.Range.Overlaps(widest.Range))
            {
                reader.Refuse(
                    vfs.Place,
                    ProblemCode.OptionsConflict,
                    $"VF {vfs.Range.First} belongs to {widest.Range} (line {widest.Place.Line}) as well",
                    "let each VF stand in one range only");
            }

            widest = widest is null || vfs.Range.Last > widest.Range.Last ? vfs : widest;
            if (pf.Vfs is { } count && vfs.Range.Last >= count)
            {
                reader.Refuse(
                    vfs.Place,
                    ProblemCode.CountTooLarge,
                    count == 0 ? "the PF shall have no VFs (vfs: 0)" : $"VF {vfs.Range.Last} does not exist: the PF shall have {count}, from 0 to {count - 1}",
                    $"raise vfs to {vfs.Range.Last + 1}, or end the range earlier");
            }
        }
    }

    private static void CheckAddresses(DesiredVfs vfs, Dictionary<MacAddress, Place> macs, SectionReader reader)
    {
        if (vfs.Range.Count > 1 && IsOfOneVf(vfs.Settings) is { } key)
        {
            reader.Refuse(vfs.Place, ProblemCode.MacDuplicate, $"{key} would be the same for {vfs.Range.Count} VFs", $"give each VF its own range with its own {key}");
        }

        if (vfs.Settings.Mac is not { IsUnicast: true } mac || macs.TryAdd(mac, vfs.Place))
        {
            return;
        }

        reader.Refuse(vfs.Place, ProblemCode.MacDuplicate, $"{mac} is the MAC of VF {macs[mac].Path} too (line {macs[mac].Line})", "give each VF a MAC of its own");
    }

    private static string? IsOfOneVf(VfSettings settings) => settings switch
    {
        { Mac.IsZero: false } => "mac",
        { NodeGuid: > 0 } => "nodeGuid",
        { PortGuid: > 0 } => "portGuid",
        _ => null,
    };
}
