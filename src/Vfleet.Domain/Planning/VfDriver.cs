using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Primitives;

namespace Vfleet.Domain.Planning;

/// <summary>Steps that change the driver of a VF.</summary>
internal static class VfDriver
{
    /// <summary>The step to a driver, or none when the VF is there already.</summary>
    public static PlanStep.BindVf? StepTo(ObservedVf vf, string name, string? target)
    {
        // Without a driver but with an override, the next reprobe would bind it again.
        var there = target == PlanStep.BindVf.BestVfio ? vf.IsOnVfio : vf.Driver == target && (target is not null || vf.DriverOverride is null);
        return there ? null : Bind(vf.Id, name, vf.Address, vf.Driver, vf.DriverOverride, target);
    }

    /// <summary>Binding by driver_override, never new_id, which would take every device of the same id.</summary>
    public static PlanStep.BindVf Bind(VfId id, string name, PciAddress? address, string? from, string? fromOverride, string? to) =>
        new(id, name, address, from, to, fromOverride, IsVfio(to) ? to : null);

    /// <summary>
    /// Whether a driver's name is that of a vfio driver. On one the override stays, so that a reprobe does not hand the function to the
    /// host; elsewhere it is cleared.
    /// </summary>
    public static bool IsVfio(string? driver) => driver is not null && driver.Contains("vfio", StringComparison.Ordinal);
}
