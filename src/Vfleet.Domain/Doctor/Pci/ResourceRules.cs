using System.Collections.Immutable;
using Vfleet.Domain.Observed;

namespace Vfleet.Domain.Doctor.Pci;

/// <summary>What the platform has left for VFs: addresses, bus numbers, function numbers.</summary>
internal static class ResourceRules
{
    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("PCI03", RuleSeverity.Blocks, "the VFs got no memory addresses (ENOMEM)")
        {
            Detection = "without VFs: the kernel log says \"not enough MMIO resources for "
                + "SR-IOV\"; or rows 7-12 of a PF's resource are all zeros, or one is marked unset",
            Remedy = $"{BootAdvice.Add("pci=realloc")}; also enable Above 4G Decoding and a larger MMIO range in the firmware set-up",
            Source = "kernel drivers/pci/iov.c (sriov_enable), drivers/pci/setup-bus.c (pci=realloc); Cloudpods, SR-IOV, common questions",
            Find = NoAddresses,
        },
        new("PCI04", RuleSeverity.Blocks, "the VFs need bus numbers that the port above does not have (ENOMEM)")
        {
            Detection = "without VFs: the kernel log says \"can't enable N VFs (bus .. out of range\" or \"bus number out of "
                + "range\"; or the bus of the last VF, by offset and stride, lies behind the subordinate bus number of the port above",
            Remedy = $"{BootAdvice.Add("pci=assign-busses")}; or enable ARI in the firmware set-up; or use fewer VFs",
            Source = "kernel drivers/pci/iov.c (sriov_enable, pci_iov_virtfn_bus)",
            Find = NoBusNumbers,
        },
        new("PCI05", RuleSeverity.Blocks, "the VFs' memory cannot be switched on")
        {
            Detection = "without VFs, the kernel log says \"IOV BARS not allocated\"",
            Remedy = $"{BootAdvice.Add("pci=realloc")}; also enable Above 4G Decoding in the firmware set-up",
            Source = "kernel drivers/pci/iov.c (sriov_enable)",
            Find = host => WithoutVfs(host, KernelWords.BarsNotAllocated),
        },
    ];

    private static IEnumerable<Symptom> WithoutVfs(ExaminedHost host, params ReadOnlySpan<string> words) => host.Log.Last(words)
        .Where(last => last.Pf is null or { NumVfs: 0 }).Select(last => new Symptom(last.Subject, last.Evidence));

    private static IEnumerable<Symptom> NoAddresses(ExaminedHost host)
    {
        var said = WithoutVfs(host, KernelWords.NotEnoughMmio).ToList();
        foreach (var symptom in said)
        {
            yield return symptom;
        }

        foreach (var pf in host.Pfs.Where(pf => pf is { NumVfs: 0, TotalVfs: > 0 } && !said.Exists(symptom => symptom.Subject.Pf == pf.Address)))
        {
            if (host.Function(pf.Address) is not { VfBars.IsDefaultOrEmpty: false } function)
            {
                continue;
            }

            if (function.VfBars.FirstOrDefault(bar => bar.IsUnset) is { } unset)
            {
                yield return new Symptom(Subject.Of(pf), $"VF BAR {unset.Number} has no addresses (flags 0x{unset.Flags:x})");
            }
            else if (function.VfBars.All(bar => bar.IsEmpty))
            {
                yield return new Symptom(Subject.Of(pf), "rows 7-12 of resource are all zeros");
            }
        }
    }

    private static IEnumerable<Symptom> NoBusNumbers(ExaminedHost host)
    {
        var said = WithoutVfs(host, KernelWords.CannotEnableBus, KernelWords.BusOutOfRange).ToList();
        foreach (var symptom in said)
        {
            yield return symptom;
        }

        foreach (var pf in host.Pfs.Where(pf => !said.Exists(symptom => symptom.Subject.Pf == pf.Address)))
        {
            if (host.Function(pf.Address)?.Upstream?.SubordinateBus is { } last && pf is { Offset: { } offset, Stride: { } stride, TotalVfs: > 0 }
                && offset > 0 && Fitting(pf, offset, stride, last) is var fitting && fitting < pf.TotalVfs)
            {
                var needed = pf.Address.VirtualFunction(offset, stride, pf.TotalVfs - 1);
                yield return new Symptom(
                    Subject.Of(pf),
                    $"the last of {pf.TotalVfs} VFs would be {needed?.ToString() ?? "behind bus ff"}; the port above ends at bus "
                        + $"{last:x2}, where "
                        + $"{fitting} VFs fit");
            }
        }
    }

    private static int Fitting(ObservedPf pf, int offset, int stride, byte lastBus)
    {
        var room = ((lastBus << 8) | 0xff) - pf.Address.RoutingId - offset;
        return room < 0 ? 0 : stride <= 0 ? pf.TotalVfs : Math.Min(pf.TotalVfs, (room / stride) + 1);
    }
}
