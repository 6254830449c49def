using System.Collections.Immutable;
using Vfleet.Domain.Doctor;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Host.Answers;
using Vfleet.Linux.Vfio;
using Vfleet.Primitives;

namespace Vfleet.Host.Examining;

/// <summary>The firmware of cards: its version, and of NVIDIA cards the settings that decide about VFs.</summary>
internal static class FirmwareReading
{
    /// <summary>Adds to functions what their cards say; VFs share their PF's. The cards are asked side by side: each takes a second or more.</summary>
    /// <param name="answers">The host.</param>
    /// <param name="functions">The functions.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The functions with what was found.</returns>
    public static async Task<ImmutableDictionary<PciAddress, FunctionFacts>> AddAsync(
        IHostAnswers answers, ImmutableDictionary<PciAddress, FunctionFacts> functions, CancellationToken cancellationToken)
    {
        var cards = await Task.WhenAll(functions.Values
            .Where(function => function.PhysicalFunction is null && IsAsked(function.Driver))
            .Select(async function => function with
            {
                FirmwareVersion = answers.FirmwareVersion(function.Address),
                Firmware = HasSettings(function.VendorId) ? await answers.FirmwareAsync(function.Address, cancellationToken) : [],
            }));
        return functions.SetItems(cards.Select(card => KeyValuePair.Create(card.Address, card)));
    }

    /// <summary>Whether a card is asked: not one that a guest has as a whole, nor one that nothing drives.</summary>
    /// <param name="driver">Driver of the function.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsAsked(string? driver) => driver is not null && !GroupViability.IsVfio(driver);

    /// <summary>Whether cards of a maker have settings that can be read.</summary>
    /// <param name="vendor">PCI vendor id.</param>
    /// <returns>Whether they have.</returns>
    public static bool HasSettings(ushort vendor) => vendor == PciVendor.Nvidia;
}
