using Vfleet.Domain.Observed;
using Vfleet.Linux.Drivers;
using Vfleet.Linux.Pci;

namespace Vfleet.Host.Reading;

/// <summary>What is known of a PF's driver, in the words of the rules.</summary>
internal static class FactsReading
{
    public static DriverFacts Of(PciFunction pf)
    {
        if (pf.Driver is not { } driver)
        {
            return DriverFacts.Unknown;
        }

        var quirks = DriverTable.Of(driver, pf.Vendor, pf.Device);
        return new DriverFacts
        {
            LinkState = quirks.LinkState,
            MinRate = quirks.MinRate,
            MaxRate = quirks.MaxRate,
            RateNeedsCarrier = quirks.RateNeedsCarrier,
            Dot1Ad = quirks.Dot1Ad,
            Trust = quirks.Trust,
            SpoofCheck = quirks.SpoofCheck,
            RefusesZeroMac = quirks.RefusesZeroMac,
            VfDriver = quirks.VfDriver,
            MacFilters = quirks.MacFilters,
        };
    }
}
