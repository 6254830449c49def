using Vfleet.Domain.Observed;

namespace Vfleet.Cli.Commands.Pf;

/// <summary>Texts about a PF that list and show share.</summary>
internal static class PfText
{
    /// <summary>What the card is called.</summary>
    /// <param name="pf">The PF.</param>
    /// <returns>Its model; its ids when the model is not known.</returns>
    public static string Model(ObservedPf pf) => pf.Model ?? $"{pf.VendorId:x4}:{pf.DeviceId:x4}";

    /// <summary>What to know before changing it.</summary>
    /// <param name="pf">The PF.</param>
    /// <returns>A few words; empty when there is nothing.</returns>
    public static string Notes(ObservedPf pf)
    {
        var notes = new List<string>();
        foreach (var use in pf.ManagementUses)
        {
            notes.Add(use.Kind == ManagementUseKind.DefaultRoute ? "default route" : "your connection");
        }

        if (pf.IommuGroup is null && pf.NumVfs > 0)
        {
            notes.Add("no IOMMU");
        }

        if (pf.EswitchMode == "switchdev")
        {
            notes.Add("switchdev");
        }

        foreach (var port in pf.InfiniBandPorts)
        {
            notes.Add(port);
        }

        return string.Join(", ", notes);
    }
}
