using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Placement;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;
using Vfleet.Storage;

namespace Vfleet.Engine.Placing;

/// <summary>
/// Places VMs: looks for hosts and VFs on the picture, holds them there, and commits VM, claims, memory and CPUs as one. Who was slower than
/// another engine reads again and tries again.
/// </summary>
public sealed class Placements
{
    private const int Tries = 12;

    private readonly FleetState _state;
    private readonly PictureFeed _feed;
    private readonly Committer _committer;
    private readonly FleetChanges _changes;
    private readonly MacGiving _macs;
    private readonly PlaceSearch _search;
    private readonly EngineMetrics _metrics;
    private readonly TimeProvider _time;

    internal Placements(
        FleetState state, PictureFeed feed, Committer committer, FleetChanges changes, MacGiving macs, PlaceSearch search, EngineMetrics metrics, TimeProvider time)
    {
        (_state, _feed, _committer, _changes, _macs, _search, _metrics, _time) = (state, feed, committer, changes, macs, search, metrics, time);
    }

    /// <summary>Places VMs, all together or none.</summary>
    /// <param name="wish">Which.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    public async Task<PlacingResult> PlaceAsync(PlacingWish wish, Caller caller, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (_changes.Repeats.Find(caller, out var reused) is { } done)
            {
                // What it made is the next to be known, unless it was removed since.
                await _committer.CatchUpAsync(cancellationToken);
                return new PlacingResult.Done([.. done.Made.Select(id => _state.Vms.Find(id)).OfType<Vm>().Select(Describe)]);
            }

            var preparing = new WishReading(_state, _macs, caller).Read(wish, out var problems, out var forbidden);
            if (forbidden is not null)
            {
                return new PlacingResult.Forbidden(forbidden);
            }

            if (!problems.IsEmpty && await _changes.IsDoneMeanwhileAsync(caller, cancellationToken))
            {
                continue;
            }

            if (reused is not null || !problems.IsEmpty)
            {
                return new PlacingResult.Refused(reused is null ? problems : [reused]);
            }

            using var found = Search(preparing, take: !wish.DryRun);
            switch (found.Outcome)
            {
                case PlacementOutcome.Refused when await _changes.IsDoneMeanwhileAsync(caller, cancellationToken):
                    continue;
                case PlacementOutcome.Refused refused:
                    _metrics.Refused();
                    return new PlacingResult.Refused([Why(refused.Refusal)]);
                case PlacementOutcome.Placed placed when wish.DryRun:
                    return new PlacingResult.Done([.. placed.Vms.Select(Imagine)]);
                case PlacementOutcome.Placed placed:
                    if (await CommitAsync(wish, preparing, placed.Vms, found, caller, cancellationToken) is { } result)
                    {
                        return result;
                    }

                    break;
                default:
                    throw new InvalidOperationException("unknown outcome of placing");
            }

            _metrics.Lost();
            await _committer.CatchUpAsync(cancellationToken);
        }

        return new PlacingResult.Refused([new Problem(
            EngineCode.BeingChanged, "others took what was found, again and again", "try again in a moment; fewer engines at one store collide less")]);
    }

    /// <summary>Where a VM could go and why not elsewhere.</summary>
    /// <param name="vm">The VM; it need not exist.</param>
    /// <param name="host">The host.</param>
    /// <returns>What the host says.</returns>
    public HostVerdict Explain(Vm vm, Guid host)
    {
        lock (_feed.Gate)
        {
            return _feed.Picture.Explain(vm, host);
        }
    }

    /// <summary>A VM and what it has now.</summary>
    /// <param name="vm">The VM.</param>
    /// <returns>It.</returns>
    public PlacedVm Describe(Vm vm)
    {
        var claims = _state.Claims.Of(vm.Id);
        var host = vm.HostId is { } id && _state.TryGet(id, out FleetHost? found) ? found : null;
        return new PlacedVm(
            vm,
            [.. vm.Nics.Where(nic => nic.IsPlugged).Select(nic =>
                claims.FirstOrDefault(claim => claim.NicId == nic.Id && claim.State == ClaimState.Held) is { } claim
                    ? new PlacedNic(nic.Id, claim, null)
                    : new PlacedNic(nic.Id, null, BridgeOf(host, nic)))],
            claims.Select(claim => claim.Lease).Max());
    }

    private static Problem Why(PlacementRefusal refusal) => new(EngineCode.NoHostFits, refusal.Message, refusal.Remedy);

    private FoundPlaces Search(ImmutableArray<PreparedVm> vms, bool take) =>
        _search.Find(picture => picture.Place(new PlacementRequest([.. vms.Select(vm => vm.After)]) { Prefer = _search.Partition }), take);

    private async Task<PlacingResult?> CommitAsync(
        PlacingWish wish,
        ImmutableArray<PreparedVm> vms,
        ImmutableArray<VmPlacement> placements,
        FoundPlaces found,
        Caller caller,
        CancellationToken cancellationToken)
    {
        try
        {
            var commit = new FleetCommit(_state);
            var lease = wish.Lease is { } time ? _time.GetUtcNow() + time : (DateTimeOffset?)null;
            found.Guard(commit);
            _changes.Repeats.Note(commit, caller, "vm", [.. vms.Select(vm => FleetKinds.Text(vm.After.Id))]);
            for (var i = 0; i < vms.Length; i++)
            {
                if (!Add(commit, vms[i], placements[i], lease, caller))
                {
                    return null;
                }
            }

            var outcome = await _committer.CommitAsync(commit, cancellationToken);
            if (outcome is not CommitOutcome.Done)
            {
                return outcome is CommitOutcome.NameTaken taken && !taken.Name.StartsWith("mac:", StringComparison.Ordinal) && _state.OwnerOf(taken.Name) == taken.Owner
                    ? new PlacingResult.Refused([FleetNames.Taken(taken.Name)])
                    : null;
            }

            _metrics.Placed(vms.Length);
            return new PlacingResult.Done([.. vms.Select((vm, i) => Describe(_state.Vms.Find(FleetKinds.Text(vm.After.Id)) ?? vm.After))]);
        }
        catch (StoreException)
        {
            // What became of it is not known: the store says it when it answers again, and the picture follows the store.
            await TryCatchUpAsync();
            throw;
        }
    }

    private bool Add(FleetCommit commit, PreparedVm vm, VmPlacement placement, DateTimeOffset? lease, Caller caller)
    {
        if (vm.Stands is not { } stands || !_state.TryGet(placement.HostId, out FleetHost? host))
        {
            return false;
        }

        foreach (var (key, revision) in stands)
        {
            commit.Guard(key, revision);
        }

        var after = vm.After with { Status = VmStatus.Placed, HostId = placement.HostId };
        PlaceTaken.Add(commit, after, placement, lease);
        var body = commit.Write(FleetKinds.Vms, vm.Before?.Value, after, vm.Before?.Revision ?? 0);
        commit.Tell(
            _time.GetUtcNow(), "vm.placed", caller.Name, new DocumentKey("vm", FleetKinds.Text(after.Id)), $"VM {after.Name} is placed on {host.Name}", after: body);
        return true;
    }

    private async Task TryCatchUpAsync()
    {
        try
        {
            await _committer.CatchUpAsync(CancellationToken.None);
        }
        catch (StoreException)
        {
            // The follower goes on trying.
        }
    }

    private string? BridgeOf(FleetHost? host, Vnic nic) => host is not null && nic.ProfileId is { } id && _state.TryGet(id, out VnicProfile? profile)
        ? host.Bridges.FirstOrDefault(bridge => bridge.NetworkId == profile.NetworkId)?.Bridge
        : null;

    private static PlacedVm Imagine(VmPlacement placement) => new(
        placement.Vm with { HostId = placement.HostId },
        [.. placement.Nics.Select(nic => new PlacedNic(nic.NicId, nic.Vf is { } vf ? new Claim(vf, placement.Vm.Id, nic.NicId) : null, nic.Bridge))],
        null);
}
