using System.Collections.Immutable;
using Vfleet.Host.Answers;
using Vfleet.Host.Examining;
using Vfleet.Primitives;

namespace Vfleet.Host.Capturing;

/// <summary>Asks cards for their firmware and how they put flows into the hardware.</summary>
internal static class CardCapture
{
    /// <summary>Asks, all side by side.</summary>
    /// <param name="answers">The host.</param>
    /// <param name="cards">The functions to ask, with their makers.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The answers; cards that say nothing are missing.</returns>
    public static async Task<ImmutableArray<CardAnswer>> ReadAsync(
        IHostAnswers answers, IEnumerable<(PciAddress Address, ushort Vendor)> cards, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(cards.Select(async card =>
        {
            var firmware = FirmwareReading.HasSettings(card.Vendor) ? await answers.FirmwareAsync(card.Address, cancellationToken) : [];
            return new CardAnswer(
                card.Address.ToString(), answers.SteeringMode(card.Address), answers.FirmwareVersion(card.Address), firmware.IsEmpty ? null : firmware);
        }));
        return [.. found.Where(card => card is not { SteeringMode: null, FirmwareVersion: null, Firmware: null })];
    }
}
