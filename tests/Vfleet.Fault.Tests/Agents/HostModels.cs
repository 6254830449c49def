using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Fault.Tests.Happened;
using Vfleet.FleetKit;

namespace Vfleet.Fault.Tests.Agents;

/// <summary>What is on the VFs of the hosts: guests, and what they leave behind for a while.</summary>
public sealed class HostModels(History history, Random random)
{
    private const int LongestSoiled = 4000;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Use>> _uses = new(StringComparer.Ordinal);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>A guest takes its VFs.</summary>
    public void Take(Place place)
    {
        lock (_lock)
        {
            foreach (var held in place.Vfs)
            {
                if (!_uses.TryGetValue(held.Vf, out var uses))
                {
                    _uses[held.Vf] = uses = [];
                }

                // A placement that is asked for again is told again.
                if (uses.All(use => use.Generation != held.Generation))
                {
                    uses.Add(new Use(held.Generation, place.Vm, Now));
                }
            }
        }
    }

    /// <summary>A guest goes. What it leaves on its VFs is gone some time later.</summary>
    public void Leave(Place place)
    {
        lock (_lock)
        {
            foreach (var held in place.Vfs)
            {
                foreach (var use in UsesOf(held.Vf).Where(use => use.Generation == held.Generation))
                {
                    use.Guest = null;
                    use.CleanAt = Now + TimeSpan.FromMilliseconds(random.Next(LongestSoiled));
                }
            }
        }
    }

    /// <summary>What there is to say about the VFs of a PF now.</summary>
    public ImmutableArray<InventoryVf> Read(Guid host, string pf, int vfs)
    {
        lock (_lock)
        {
            var said = ImmutableArray.CreateBuilder<InventoryVf>();
            for (var index = 0; index < vfs; index++)
            {
                var uses = UsesOf($"{host}/{pf}/{index}");
                foreach (var use in uses.Where(use => use.CleanAt <= Now).ToList())
                {
                    uses.Remove(use);
                    history.Note(new Soiling($"{host}/{pf}/{index}", use.Generation, use.From, Now));
                }

                if (uses.Count > 0)
                {
                    var guest = uses.Find(use => use.Guest is not null)?.Guest;
                    said.Add(new InventoryVf(index) { Holds = guest is null ? [] : ["guest"], Guest = guest, IsUnclean = guest is null });
                }
            }

            return said.ToImmutable();
        }
    }

    /// <summary>Notes what is still there at the end.</summary>
    public void End()
    {
        lock (_lock)
        {
            foreach (var (vf, uses) in _uses)
            {
                uses.ForEach(use => history.Note(new Soiling(vf, use.Generation, use.From, null)));
            }
        }
    }

    /// <summary>The inventory that a host reports now.</summary>
    public HostInventory InventoryOf(Guid host)
    {
        var inventory = Seed.InventoryOf(host, FleetSize.Vfs);
        return inventory with { Pfs = [.. inventory.Pfs.Select(pf => pf with { Vfs = Read(host, pf.Address.ToString(), FleetSize.Vfs) })] };
    }

    private List<Use> UsesOf(string vf) => _uses.TryGetValue(vf, out var uses) ? uses : [];

    private sealed class Use(long generation, Guid guest, DateTimeOffset from)
    {
        public long Generation => generation;

        public DateTimeOffset From => from;

        public Guid? Guest { get; set; } = guest;

        public DateTimeOffset CleanAt { get; set; } = DateTimeOffset.MaxValue;
    }
}

/// <summary>How large the fleet is.</summary>
public static class FleetSize
{
    public const int Hosts = 32;

    public const int Vfs = 8;
}
