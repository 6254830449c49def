using System.Collections.Immutable;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Linux.Vfio;

/// <summary>Who has a function, and who alone may: what a change of driver must be able to restore.</summary>
/// <param name="Driver">The driver; null when none.</param>
/// <param name="Override">The only driver that may take it; null when any that matches may.</param>
public sealed record DriverState(string? Driver, string? Override)
{
    /// <summary>Reads it from the driver link, which is what counts, and the override.</summary>
    /// <param name="root">The host.</param>
    /// <param name="function">The function.</param>
    /// <returns>The state, or null when there is no such function.</returns>
    public static DriverState? Read(SysfsRoot root, PciAddress function)
    {
        using var directory = root.TryOpenDirectory(PciTopology.PathOf(function), out _);
        if (directory is null)
        {
            return null;
        }

        var attributes = new AttributeReader(directory, ImmutableArray.CreateBuilder<ReadFault>());
        return new DriverState(attributes.LinkName("driver"), attributes.Text("driver_override") is { } only and not "(null)" ? only : null);
    }
}
