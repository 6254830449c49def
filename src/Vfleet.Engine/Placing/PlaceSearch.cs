using System.Collections.Immutable;
using Vfleet.Domain.Placement;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;

namespace Vfleet.Engine.Placing;

/// <summary>Looks for places on the picture, and holds what it finds there until it is committed.</summary>
internal sealed class PlaceSearch(FleetState state, PictureFeed feed, LiveEngines engines, EngineMetrics metrics, TimeProvider time)
{
    /// <summary>The part of the hosts that this engine looks at first.</summary>
    public Partition Partition => engines.Partition;

    /// <summary>Looks for places.</summary>
    /// <param name="search">Asks the picture.</param>
    /// <param name="take">Whether what was found is held.</param>
    /// <returns>What was found. Whoever asked gives it back, whatever became of it.</returns>
    public FoundPlaces Find(Func<FleetPicture, PlacementOutcome> search, bool take)
    {
        var began = time.GetTimestamp();
        lock (feed.Gate)
        {
            var outcome = search(feed.Picture);
            ImmutableArray<VmPlacement> placements = take && outcome is PlacementOutcome.Placed placed ? placed.Vms : [];
            foreach (var placement in placements)
            {
                feed.Picture.Take(placement);
            }

            metrics.Searched(time.GetElapsedTime(began));
            return new FoundPlaces(outcome, [.. placements.SelectMany(Places).Distinct().Select(key => (key, state.RevisionOf(key, out _)))], () => GiveBack(placements));
        }
    }

    private void GiveBack(ImmutableArray<VmPlacement> placements)
    {
        lock (feed.Gate)
        {
            foreach (var placement in placements)
            {
                feed.Picture.GiveBack(placement);
            }
        }
    }

    private static IEnumerable<DocumentKey> Places(VmPlacement placement) => placement.Nics
        .Where(nic => nic.Vf is not null)
        .Select(nic => new DocumentKey("vfsconfiguration", FleetKinds.IdOf(nic.Vf!.Value.HostId, nic.Vf.Value.Pf)))
        .Append(new DocumentKey("host", FleetKinds.Text(placement.HostId)));
}

/// <summary>Places that were found.</summary>
/// <param name="Outcome">What the picture said.</param>
/// <param name="Seen">The hosts and configurations of the places as they were when the picture was looked at, or older.</param>
/// <param name="GiveBack">Ends the hold.</param>
internal sealed record FoundPlaces(PlacementOutcome Outcome, ImmutableArray<(DocumentKey Key, long Revision)> Seen, Action GiveBack) : IDisposable
{
    /// <summary>What was found must be as it was seen.</summary>
    public void Guard(FleetCommit commit)
    {
        foreach (var (key, revision) in Seen)
        {
            commit.Guard(key, revision);
        }
    }

    public void Dispose() => GiveBack();
}
