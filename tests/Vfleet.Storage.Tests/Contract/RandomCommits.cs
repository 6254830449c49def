using System.Collections.Immutable;
using Vfleet.Domain.Fleet;

namespace Vfleet.Storage.Tests.Contract;

/// <summary>Makes commits over few keys, so that many are in conflict with each other.</summary>
internal sealed class RandomCommits(Random random, Func<IFleetStore> known)
{
    private readonly Dictionary<string, long> _revisions = [];
    private readonly List<Claim> _claims = [];

    /// <summary>Reads what there is, so that some commits expect the right thing.</summary>
    public async Task LookAsync()
    {
        _revisions.Clear();
        _claims.Clear();
        var (_, batches) = await known().ReadAsync();
        foreach (var batch in batches)
        {
            foreach (var one in batch.Documents)
            {
                _revisions[one.Id] = one.Revision;
            }

            _claims.AddRange(batch.Claims.Select(one => one.Claim).OfType<Claim>());
        }
    }

    public Commit Next() => new()
    {
        Guards = Some(0.2, () => Id() is var id && random.Next(5) > 0 ? new DocumentGuard("vm", id, Revision(id)) : new("vm", id, random.Next(50))),
        Writes = Some(0.6, Write),
        GivesBack = Some(0.3, () => new NameTaking(Name(), Owner())),
        Takes = Some(0.4, () => new NameTaking(Name(), Owner())),
        Releases = Some(0.2, Held),
        ClaimUpdates = Some(0.2, () => Held() with { State = (ClaimState)random.Next(2), Lease = random.Next(2) == 0 ? null : Given.Moment.AddSeconds(random.Next(99)) }),
        Claims = Some(0.3, () => Given.Claim(random.Next(12), random.Next(5)) with { Generation = random.Next(9), State = (ClaimState)random.Next(2) }),
        Uses = Some(0.4, () => new HostUse(Given.Id(random.Next(3)), random.Next(-40, 60), random.Next(-4, 6), 300, 30)),
        Events = Some(0.5, () => Given.Event("vm/" + Id(), second: random.Next(100))),
    };

    private DocumentWrite Write()
    {
        var id = Id();
        long? revision = random.Next(4) switch { 0 => null, 1 => random.Next(3), _ => Revision(id) };
        return random.Next(4) == 0 ? Given.Delete(id, revision) : Given.Write(id, $"{random.Next(1000)} ü", revision);
    }

    private Claim Held() => _claims.Count > 0 && random.Next(5) > 0 ? _claims[random.Next(_claims.Count)] : Given.Claim(random.Next(12));

    private long Revision(string id) => _revisions.GetValueOrDefault(id);

    private string Id() => $"d{random.Next(8)}";

    private string Name() => $"name:{random.Next(8)}";

    private string Owner() => $"vm/{random.Next(3)}";

    private ImmutableArray<T> Some<T>(double chance, Func<T> make)
    {
        var made = ImmutableArray.CreateBuilder<T>();
        while (made.Count < 3 && random.NextDouble() < chance)
        {
            made.Add(make());
        }

        return made.ToImmutable();
    }
}
