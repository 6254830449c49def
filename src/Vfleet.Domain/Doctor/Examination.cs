using System.Collections.Immutable;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Domain.Observed;
using Vfleet.Primitives;

namespace Vfleet.Domain.Doctor;

/// <summary>
/// Everything that the doctor's rules look at, read from a live host or from a recording. What is null, default or empty is not known,
/// and a rule says nothing about what is not known; where "none" differs from "not known", the member says so.
/// </summary>
public sealed record Examination
{
    /// <summary>When the host was read, by its own clock; null when not known.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>The host's functions, netdevs and guests.</summary>
    public ObservedHost Host { get; init; } = new();

    /// <summary>CPU, firmware, IOMMU and kernel.</summary>
    public PlatformFacts Platform { get; init; } = new();

    /// <summary>What the kernel was started with, and what the boot loader will start it with.</summary>
    public BootFacts Boot { get; init; } = new();

    /// <summary>The kernel's modules and their parameters.</summary>
    public ModuleFacts Modules { get; init; } = new();

    /// <summary>What runs on the host beside the kernel.</summary>
    public ServiceFacts Services { get; init; } = new();

    /// <summary>The kernel's log since boot, in order; null when it could not be read.</summary>
    public KernelLog? Log { get; init; }

    /// <summary>IOMMU groups that hold a PF or a VF; more may be given.</summary>
    public ImmutableArray<GroupFacts> Groups { get; init; } = [];

    /// <summary>PCI functions by address: PFs, VFs, and other network functions, which may lack what makes a PF.</summary>
    public ImmutableDictionary<PciAddress, FunctionFacts> Functions { get; init; } = ImmutableDictionary<PciAddress, FunctionFacts>.Empty;

    /// <summary>Netdevs by name: those of functions, representors, and the bonds and bridges above them.</summary>
    public ImmutableDictionary<string, NetdevFacts> Netdevs { get; init; } = ImmutableDictionary<string, NetdevFacts>.Empty;

    /// <summary>The eswitches of PFs by the PF's address.</summary>
    public ImmutableDictionary<PciAddress, EswitchFacts> Eswitches { get; init; } = ImmutableDictionary<PciAddress, EswitchFacts>.Empty;

    /// <summary>What the running guests' processes and definitions say beyond <see cref="ObservedHost.Guests"/>, by UUID.</summary>
    public ImmutableDictionary<Guid, GuestFacts> Guests { get; init; } = ImmutableDictionary<Guid, GuestFacts>.Empty;

    /// <summary>Files of other programs that create or change VFs.</summary>
    public ImmutableArray<Configurator> Configurators { get; init; } = [];

    /// <summary>What PFs shall be: from host.yaml first, then from what Vfleet keeps of each over reboots.</summary>
    public ImmutableArray<RecordedIntent> Intents { get; init; } = [];
}
