using Vfleet.Domain.Forwarding;
using Vfleet.Host.Forwarding;
using Vfleet.Primitives;

namespace Vfleet.Cli.Json;

/// <summary>The forwarding entries of a PF.</summary>
internal sealed record ForwardingView
{
    public required string Name { get; init; }

    public required string Address { get; init; }

    /// <summary>Bridges that the PF leads to.</summary>
    public required string[] Bridges { get; init; }

    /// <summary>Why no address is wanted; null when some may be.</summary>
    public required string? Because { get; init; }

    /// <summary>Whether every running guest is known; when not, nothing is removed.</summary>
    public required bool Complete { get; init; }

    /// <summary>How many addresses the NIC holds for the PF and its VFs; null when not known.</summary>
    public required int? Limit { get; init; }

    /// <summary>How many of them are in use, counting one for the PF and one for each VF.</summary>
    public required int InUse { get; init; }

    public required ForwardingEntryView[] Entries { get; init; }

    public static ForwardingView From(PfForwarding read) => new()
    {
        Name = read.Pf.Name,
        Address = read.Pf.Address.ToString(),
        Bridges = [.. read.Wish.Bridges.Select(bridge => bridge.Name)],
        Because = read.Wish.Because.Length == 0 ? null : read.Wish.Because,
        Complete = read.Wish.IsComplete,
        Limit = read.Entries.Limit,
        InUse = read.Entries.Reserved + read.Entries.Present.Count,
        Entries = [.. Wanted(read), .. read.Wish.LeftOut.Select(LeftOut), .. Others(read)],
    };

    private static IEnumerable<ForwardingEntryView> Wanted(PfForwarding read) => read.Wish.Addresses.Select(address =>
    {
        var unfit = read.Plan.Unfit.FirstOrDefault(unfit => unfit.Address == address);
        var state = read.Entries.Present.Contains(address.Mac) ? "present" : unfit is null ? "missing" : "unfit";
        return Entry(read, address.Mac, state) with { Owner = ForwardingOwnerView.From(address.Owner), Why = unfit?.Why };
    });

    private static ForwardingEntryView LeftOut(LeftOutAddress left) => new(left.Address.Mac.ToString(), "leftOut", Ours: false)
    {
        Owner = ForwardingOwnerView.From(left.Address.Owner),
        Why = left.Why,
    };

    private static IEnumerable<ForwardingEntryView> Others(PfForwarding read)
    {
        var wanted = read.Wish.Addresses.Select(address => address.Mac).ToHashSet();
        return read.Entries.Present
            .Where(mac => !wanted.Contains(mac))
            .Select(mac => Entry(read, mac, read.Entries.Recorded.Contains(mac) ? "unwanted" : "foreign"));
    }

    private static ForwardingEntryView Entry(PfForwarding read, MacAddress mac, string state) =>
        new(mac.ToString(), state, read.Entries.Ours.Contains(mac));
}

/// <summary>One address.</summary>
/// <param name="Mac">The address.</param>
/// <param name="State"><c>present</c>, <c>missing</c>, <c>unfit</c>, <c>leftOut</c>, <c>unwanted</c> (ours, to be removed) or <c>foreign</c>.</param>
/// <param name="Ours">Whether there is an entry and Vfleet added it.</param>
internal sealed record ForwardingEntryView(string Mac, string State, bool Ours)
{
    /// <summary>Who has the address; null when not known.</summary>
    public ForwardingOwnerView? Owner { get; init; }

    /// <summary>Why it has no entry; null when that needs no reason.</summary>
    public string? Why { get; init; }
}

/// <summary>Who has an address.</summary>
/// <param name="Kind"><c>bridge</c>, <c>document</c> or <c>guest</c>.</param>
/// <param name="Name">Its name.</param>
internal sealed record ForwardingOwnerView(string Kind, string Name)
{
    public static ForwardingOwnerView From(AddressOwner owner) => new(
        owner.Kind switch
        {
            AddressOwnerKind.Bridge => "bridge",
            AddressOwnerKind.Document => "document",
            AddressOwnerKind.Guest => "guest",
            _ => "other",
        },
        owner.Name);
}

/// <summary>The answer of <c>vfleet pf fdb</c>.</summary>
/// <param name="Pfs">The PFs in order of address.</param>
/// <param name="Problems">What could not be read.</param>
internal sealed record ForwardingListAnswer(ForwardingView[] Pfs, ProblemView[] Problems);

/// <summary>The answer of <c>vfleet pf fdb --sync</c> and <c>--clear</c>.</summary>
/// <param name="Outcome"><c>planned</c> (--dry-run), <c>done</c>, <c>nothing</c> or <c>failed</c>.</param>
/// <param name="Summary">One sentence for people.</param>
/// <param name="Added">Addresses that got an entry, or would.</param>
/// <param name="Removed">Addresses whose entry is gone, or would be.</param>
/// <param name="Problems">Why not everything was done, and what does not fit; empty when nothing was left.</param>
internal sealed record ForwardingChangeAnswer(string Outcome, string Summary, string[] Added, string[] Removed, ProblemView[] Problems);
