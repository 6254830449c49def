using System.Collections.Immutable;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Linux.Pci;

/// <summary>A PCI Express link's speed and width.</summary>
/// <param name="CurrentSpeed">As the kernel words it, such as "8.0 GT/s PCIe"; "Unknown" occurs (drivers/pci/pci-sysfs.c).</param>
/// <param name="CurrentWidth">Lanes in use; 0 when unknown.</param>
/// <param name="MaxSpeed">The most that the function can.</param>
/// <param name="MaxWidth">The most lanes that the function has.</param>
public sealed record PcieLink(string CurrentSpeed, int CurrentWidth, string MaxSpeed, int MaxWidth)
{
    /// <summary>Whether the link runs slower or narrower than the card can.</summary>
    public bool IsDegraded => !string.Equals(CurrentSpeed, MaxSpeed, StringComparison.Ordinal) || CurrentWidth < MaxWidth;
}

/// <summary>What only a closer look at one function needs.</summary>
public sealed record FunctionDetail
{
    /// <summary>What module aliases are matched with, such as <c>pci:v00008086d000010C9sv...</c>; null when unreadable.</summary>
    public string? Modalias { get; init; }

    /// <summary>D0, D3hot and so on; null when unreadable (before Linux 5.11).</summary>
    public string? PowerState { get; init; }

    /// <summary>Reset methods in the order the kernel tries them, such as "flr", "pm", "bus"; empty when it cannot be reset.</summary>
    public ImmutableArray<string> ResetMethods { get; init; } = [];

    /// <summary>Whether a <c>reset</c> file is there.</summary>
    public bool CanReset { get; init; }

    /// <summary>The link; null for a function that shows none, such as most VFs.</summary>
    public PcieLink? Link { get; init; }

    /// <summary>ARI and ACS of the function itself.</summary>
    public required PcieFeatures Features { get; init; }

    /// <summary>The port right above; null on a root bus.</summary>
    public PciAddress? UpstreamPort { get; init; }

    /// <summary>ARI and ACS of that port; null without one.</summary>
    public PcieFeatures? UpstreamFeatures { get; init; }

    /// <summary>What could not be read.</summary>
    public ImmutableArray<ReadFault> Faults { get; init; } = [];

    /// <summary>Reads one function.</summary>
    /// <param name="root">The host.</param>
    /// <param name="address">The function.</param>
    /// <returns>The detail, or null when there is no such function.</returns>
    public static FunctionDetail? Read(SysfsRoot root, PciAddress address)
    {
        using var directory = root.TryOpenDirectory(PciTopology.PathOf(address), out _);
        if (directory is null)
        {
            return null;
        }

        var faults = ImmutableArray.CreateBuilder<ReadFault>();
        var attributes = new AttributeReader(directory, faults);
        var port = UpstreamPorts.Of(root, address);
        return new FunctionDetail
        {
            Modalias = attributes.Text("modalias"),
            PowerState = attributes.Text("power_state"),
            ResetMethods = [.. (attributes.Text("reset_method") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            CanReset = directory.Names().Contains("reset", StringComparer.Ordinal),
            Link = LinkOf(attributes),
            Features = PcieFeatures.Of(Config(directory)),
            UpstreamPort = port,
            UpstreamFeatures = port is { } upstream ? Upstream(root, upstream) : null,
            Faults = faults.ToImmutable(),
        };
    }

    private static PcieLink? LinkOf(AttributeReader attributes) =>
        attributes.Text("max_link_speed") is { } most && attributes.Text("current_link_speed") is { } current
            ? new PcieLink(current, attributes.Number("current_link_width", 0, 255) ?? 0, most, attributes.Number("max_link_width", 0, 255) ?? 0)
            : null;

    private static PcieFeatures? Upstream(SysfsRoot root, PciAddress port)
    {
        using var directory = root.TryOpenDirectory(PciTopology.PathOf(port), out _);
        return directory is null ? null : PcieFeatures.Of(Config(directory));
    }

    private static PciConfigSpace Config(SysfsDirectory directory) =>
        new(directory.TryReadAll("config", 4096, out var bytes) == Errno.None ? bytes : []);
}
