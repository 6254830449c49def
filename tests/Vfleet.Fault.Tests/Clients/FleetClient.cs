using System.Collections.Immutable;
using System.Text.Json;
using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.Fault.Tests.Agents;
using Vfleet.Fault.Tests.Happened;
using Vfleet.FleetKit;

namespace Vfleet.Fault.Tests.Clients;

/// <summary>
/// Somebody who places VMs, keeps or gives up their places, and changes the fleet around them. Nobody else touches what is theirs, so that they know what
/// must be there.
/// </summary>
internal sealed class FleetClient(string name, Asker asker, History history, HostModels models, ClientGround ground, Random random)
{
    private const int MostVms = 34;
    private static readonly TimeSpan s_longestLease = TimeSpan.FromSeconds(9);
    private readonly Dictionary<Guid, Place> _placed = [];
    private readonly List<Guid> _down = [];
    private readonly List<(Guid Network, Guid? Profile)> _networks = [];
    private readonly List<Wish> _unknown = [];
    private int _number;

    /// <summary>Wishes of which it is not known whether they came true.</summary>
    public IReadOnlyList<Wish> Unknown => _unknown;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Asks for one thing after the other.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            ForgetEnded();
            await (random.Next(100) switch
            {
                < 55 when _placed.Count < MostVms => PlaceAsync(),
                < 60 when _down.Count > 0 => RemoveVmAsync(),
                < 65 => ChangeNetworksAsync(),
                < 72 => ConfigureAsync(),
                < 82 => ConfirmAsync(),
                _ => ReleaseAsync(),
            });
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(5, 120)), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Asks again, when everything works, for all of which it is not known whether it came true.</summary>
    public async Task AskAgainAsync()
    {
        foreach (var wish in _unknown.ToList())
        {
            var answer = await asker.AskAsync(wish with { Unanswered = 0 }, attempts: 20);
            var outcome = answer.Outcome == AskOutcome.Refused && wish.IsDoneBy(answer.Said) ? AskOutcome.Acknowledged : answer.Outcome;
            Note(wish with { Unanswered = wish.Unanswered + answer.Unanswered }, answer with { Outcome = outcome });
        }
    }

    private async Task<Answer> AskAsync(Wish wish)
    {
        var answer = await asker.AskAsync(wish);
        if (answer.Outcome == AskOutcome.Unknown)
        {
            _unknown.Add(wish with { Unanswered = answer.Unanswered });
        }
        else
        {
            Note(wish with { Unanswered = answer.Unanswered }, answer);
        }

        return answer;
    }

    private void Note(Wish wish, Answer answer)
    {
        var places = wish.Kind == AskKind.Place && answer.Outcome == AskOutcome.Acknowledged ? PlacesOf(answer.Body) : [];
        history.Note(new Ask(name, wish.Kind, wish.Key, wish.Subjects, wish.Begin, Now, answer.Outcome)
        {
            Places = places,
            Unanswered = wish.Unanswered,
            Said = answer.Said,
            Wanted = answer.Outcome == AskOutcome.Acknowledged && wish.Kind is (AskKind.AddNetwork or AskKind.AddProfile) ? IdOf(answer.Body) : wish.Wanted,
        });
        foreach (var place in places.Where(place => place.Vfs.Length > 0))
        {
            _placed[place.Vm] = place;
            models.Take(place);
        }
    }

    private static ImmutableArray<Place> PlacesOf(byte[] body) =>
        [.. JsonSerializer.Deserialize(body, ApiJson.Default.PlacementAnswer)!.Placements.Select(placement => new Place(
            placement.Vm.Id!.Value,
            placement.Host.Id!.Value,
            placement.Lease,
            [.. placement.Nics.Where(nic => nic.Vf is not null).Select(nic => new HeldVf(nic.Nic.Id!.Value, $"{nic.Vf!.Host}/{nic.Vf.Pf}/{nic.Vf.Index}", nic.Vf.Generation))]))];

    private static string IdOf(byte[] body)
    {
        using var made = JsonDocument.Parse(body);
        return made.RootElement.GetProperty("id").GetString()!;
    }

    /// <summary>Lets the guests go whose lease is over.</summary>
    public void ForgetEnded()
    {
        foreach (var place in _placed.Values.Where(place => place.Lease <= Now).ToList())
        {
            // Its time is over, and perhaps somebody else has its VFs already.
            _placed.Remove(place.Vm);
            models.Leave(place);
        }
    }

    private async Task PlaceAsync()
    {
        var vms = new List<PlacementVm>();
        var ids = new List<Guid>();
        for (var i = random.Next(10) < 8 ? 1 : random.Next(2, 5); i > 0; i--)
        {
            if (_down.Count > 0 && random.Next(3) == 0)
            {
                var id = _down[^1];
                _down.RemoveAt(_down.Count - 1);
                ids.Add(id);
                vms.Add(new PlacementVm { Existing = new Reference(id, null) });
                continue;
            }

            ids.Add(Guid.CreateVersion7());
            var profiles = Enumerable.Range(0, random.Next(1, 5)).Select(_ => new Reference(ground.Profiles[random.Next(ground.Profiles.Length)], null));
            vms.Add(new PlacementVm { New = Wishes.NewVm(ids[^1], $"{name}-vm{++_number}", profiles) });
        }

        var lease = random.Next(3) == 0 ? random.Next(1, (int)s_longestLease.TotalSeconds) : (int?)null;
        var answer = await AskAsync(Wishes.Place(Now, vms, ids, lease));
        if (answer.Outcome == AskOutcome.Refused)
        {
            _down.AddRange(ids.Where((_, at) => vms[at].Existing is not null));
        }
    }

    private async Task ConfirmAsync()
    {
        if (_placed.Values.Where(place => place.Lease is not null).OrderBy(place => place.Lease).FirstOrDefault() is not { } place)
        {
            return;
        }

        // Often at the last moment, when the engines are about to give it up.
        var left = place.Lease!.Value - Now;
        if (left > TimeSpan.FromMilliseconds(50) && random.Next(2) == 0)
        {
            await Task.Delay(left - TimeSpan.FromMilliseconds(random.Next(0, 50)), TimeProvider.System);
        }

        var answer = await AskAsync(Wishes.Confirm(Now, place.Vm));
        if (answer.Outcome == AskOutcome.Acknowledged)
        {
            _placed[place.Vm] = place with { Lease = null };
        }
        else if (answer.Outcome == AskOutcome.Unknown)
        {
            // It may stay or not: nobody can say more, so it is left alone until the end.
            _placed.Remove(place.Vm);
            models.Leave(place);
        }
    }

    private async Task ReleaseAsync()
    {
        if (_placed.Count == 0)
        {
            return;
        }

        var place = _placed.Values.ElementAt(random.Next(_placed.Count));
        _placed.Remove(place.Vm);
        models.Leave(place);
        var answer = await AskAsync(Wishes.Release(Now, place.Vm));
        if (answer.Outcome == AskOutcome.Acknowledged && answer.Unanswered == 0)
        {
            // One whose attempts went unanswered is not placed again: a late one would give up the new place.
            _down.Add(place.Vm);
        }
    }

    private async Task RemoveVmAsync()
    {
        var vm = _down[0];
        _down.RemoveAt(0);
        await AskAsync(Wishes.Remove(Now, AskKind.RemoveVm, Routes.Vms, vm));
    }

    private async Task ChangeNetworksAsync()
    {
        if (_networks.Count > 0 && random.Next(2) == 0)
        {
            var (network, profile) = _networks[0];
            if (profile is { } id && (await AskAsync(Wishes.Remove(Now, AskKind.RemoveProfile, Routes.Profiles, id))).Outcome != AskOutcome.Acknowledged)
            {
                _networks.RemoveAt(0);
                return;
            }

            _networks.RemoveAt(0);
            await AskAsync(Wishes.Remove(Now, AskKind.RemoveNetwork, Routes.Networks, network));
            return;
        }

        var made = await AskAsync(Wishes.AddNetwork(Now, $"{name}-net{++_number}", random.Next(1, 4000)));
        if (made.Outcome != AskOutcome.Acknowledged)
        {
            return;
        }

        var added = Guid.Parse(IdOf(made.Body));
        var with = await AskAsync(Wishes.AddProfile(Now, $"{name}-profile{++_number}", added));
        if (with.Outcome == AskOutcome.Acknowledged)
        {
            _networks.Add((added, Guid.Parse(IdOf(with.Body))));
        }
        else if (with.Outcome == AskOutcome.Refused)
        {
            _networks.Add((added, null));
        }
    }

    private async Task ConfigureAsync()
    {
        if (ground.Hosts.IsEmpty)
        {
            return;
        }

        var labels = random.Next(3) == 0
            ? ImmutableArray<string>.Empty
            : [.. Enumerable.Range(0, 6).Where(_ => random.Next(3) > 0).Select(i => $"zone{i}").DefaultIfEmpty("zone0")];
        await AskAsync(Wishes.Configure(Now, ground.Hosts[random.Next(ground.Hosts.Length)], Seed.Address(random.Next(Seed.PfsEach)).ToString(), labels));
    }
}

/// <summary>What a client works with.</summary>
/// <param name="Profiles">Profiles that stay.</param>
/// <param name="Hosts">Hosts whose allowed networks are this client's affair.</param>
internal sealed record ClientGround(ImmutableArray<Guid> Profiles, ImmutableArray<Guid> Hosts);
