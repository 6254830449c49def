using System.Collections.Immutable;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;

namespace Vfleet.Domain.Keeping;

/// <summary>Whether the card that something was kept of is still the one in its slot.</summary>
/// <param name="Problem">Why it must not be touched; null when it may.</param>
/// <param name="Notes">What changed of it that does not matter.</param>
public sealed record CardCheck(Problem? Problem, ImmutableArray<string> Notes)
{
    private static readonly CardCheck Same = new(null, []);

    /// <summary>Compares what was written down with the host.</summary>
    /// <param name="address">The PF's address.</param>
    /// <param name="card">What was written down; null when nothing was.</param>
    /// <param name="host">The host.</param>
    /// <returns>The answer.</returns>
    public static CardCheck Of(PciAddress address, CardIdentity? card, ObservedHost host)
    {
        if (host.Pf(address) is not { } pf)
        {
            return new CardCheck(Missing(address, card, host), []);
        }

        if (card is null)
        {
            return Same;
        }

        // A card that was added shifts the bus numbers of all behind it: then a neighbour, often of the same make, stands where ours was.
        var now = CardIdentity.Of(pf);
        if (card.Mac is { } known && now.Mac != known && Bearer(known, host) is { } moved)
        {
            return new CardCheck(Moved(Called(address, card), address, known, moved), []);
        }

        if ((now.Vendor, now.Device) != (card.Vendor, card.Device))
        {
            return new CardCheck(
                new Problem(
                    ProblemCode.CardChanged,
                    $"in the slot of {address} is a {now.Vendor:x4}:{now.Device:x4} now; what is kept was of a {card.Vendor:x4}:{card.Device:x4}",
                    $"if the new card shall have the same: vfleet pf set {address} --vfs N; if not: vfleet pf forget {address}",
                    address.ToString()),
                []);
        }

        var notes = ImmutableArray.CreateBuilder<string>();
        if (card.Mac is { } mac && now.Mac is { } other && mac != other)
        {
            notes.Add($"{pf.Name} ({address}) is another card of the same make: its MAC was {mac} and is {other}");
        }

        if (card.Netdev is { } name && now.Netdev is not null && pf.Netdevs.All(netdev => !netdev.IsCalled(name)))
        {
            notes.Add($"{pf.Name} ({address}) was called {name}");
        }

        return notes.Count == 0 ? Same : new CardCheck(null, notes.DrainToImmutable());
    }

    private static Problem Missing(PciAddress address, CardIdentity? card, ObservedHost host)
    {
        var name = Called(address, card);
        return card?.Mac is { } mac && Bearer(mac, host) is { } moved
            ? Moved(name, address, mac, moved)
            : new Problem(
                ProblemCode.FunctionVanished,
                $"{name} is not there, or shows no SR-IOV: nothing that is kept of it can be restored",
                $"check the card, its driver and SR-IOV in the firmware set-up; if it is gone for good: vfleet pf forget {address}",
                address.ToString());
    }

    private static string Called(PciAddress address, CardIdentity? card) => card?.Netdev is { } netdev ? $"{netdev} ({address})" : address.ToString();

    private static ObservedPf? Bearer(MacAddress mac, ObservedHost host) =>
        host.Pfs.FirstOrDefault(pf => pf.Netdevs.Any(netdev => netdev.PermanentMac == mac));

    private static Problem Moved(string name, PciAddress address, MacAddress mac, ObservedPf moved) => new(
        ProblemCode.CardMoved,
        $"{name} is at {moved.Address} now, known by its MAC {mac}; nothing that is kept of it was restored there",
        $"let what is kept follow it: vfleet pf move {address} {moved.Address}",
        address.ToString());
}
