using System.Collections.Immutable;
using System.Globalization;
using Vfleet.Fault.Tests.Checking;
using Vfleet.Fault.Tests.Clients;
using Vfleet.Fault.Tests.Happened;
using Vfleet.Fault.Tests.Scenes;
using Vfleet.Fault.Tests.Torment;

namespace Vfleet.Fault.Tests;

/// <summary>
/// Three engines on one PostgreSQL, with clients and agents moving between them, while engines are killed, links fail and PostgreSQL crashes.
/// VFLEET_FAULT_MINUTES says how long (1 when it is not set), VFLEET_FAULT_SEED in which order things happen.
/// </summary>
public sealed class FleetUnderFaultsTests(ITestOutputHelper output)
{
    private const int Clients = 12;
    private const int MostShown = 20;

    // Longer than any attempt, and any commit behind it, can still be under way.
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Under_kills_and_cut_links_no_VF_has_two_owners_and_nothing_acknowledged_is_lost()
    {
        var seed = Number("VFLEET_FAULT_SEED") is { } given ? (int)given : Random.Shared.Next(1_000_000);
        var time = TimeSpan.FromMinutes(Number("VFLEET_FAULT_MINUTES") ?? 1);
        output.WriteLine($"seed {seed}, {time.TotalMinutes} minutes");
        await using var scene = await FaultScene.StartAsync(seed);
        output.WriteLine($"the engines' logs are in {scene.Folder}");
        var (clients, askers) = ClientsOf(scene, seed);
        var tormentor = new Tormentor(scene.Engines, scene.Postgres, scene.Database, seed);
        using (var end = CancellationTokenSource.CreateLinkedTokenSource(Cancelled))
        {
            end.CancelAfter(time);
            await Task.WhenAll([Task.Run(() => tormentor.RunAsync(end.Token), Cancelled), .. clients.Select(client => Task.Run(() => client.RunAsync(end.Token), Cancelled))]);
        }

        await scene.HealAsync();
        await Task.Delay(s_quiet, TimeProvider.System, Cancelled);
        foreach (var client in clients)
        {
            await client.AskAgainAsync();
        }

        // Leases that are left end, and what their guests leave behind goes.
        await Task.Delay(s_quiet, TimeProvider.System, Cancelled);
        clients.ToList().ForEach(client => client.ForgetEnded());
        await Task.Delay(s_quiet, TimeProvider.System, Cancelled);
        await scene.StopAgentsAsync();
        var store = await scene.ReadStoreAsync();
        var views = await Task.WhenAll(scene.Engines.Select(engine => EngineView.AskAsync(engine.Name, engine.ForClients, scene.Administrator)));
        ImmutableArray<string> failures = [.. askers.SelectMany(asker => asker.Failures)];
        foreach (var asker in askers)
        {
            asker.Dispose();
        }

        var asks = scene.History.Asks;
        ImmutableArray<Violation> violations =
        [
            .. PlaceRules.Check(asks, scene.History.Soilings, store, Now),
            .. StoreRules.Check(store),
            .. ChangeRules.Check(asks, store),
            .. views.SelectMany(view => EngineView.Check(view, store)),
            .. failures.Select(failure => new Violation("no engine fails", "", failure)),
        ];
        Tell(asks, store, tormentor, violations);
        asks.Count(ask => ask is { Kind: AskKind.Place, Outcome: AskOutcome.Acknowledged }).ShouldBeGreaterThan(50, "so few placements show nothing");
        violations.ShouldBeEmpty($"seed {seed}; the engines' logs are in {scene.Folder}");
        Directory.Delete(scene.Folder, recursive: true);
    }

    private static (ImmutableArray<FleetClient> Clients, ImmutableArray<Asker> Askers) ClientsOf(FaultScene scene, int seed)
    {
        Uri[] engines = [.. scene.Engines.Select(engine => engine.ForClients)];
        var (clients, askers) = (ImmutableArray.CreateBuilder<FleetClient>(), ImmutableArray.CreateBuilder<Asker>());
        for (var i = 0; i < Clients; i++)
        {
            var name = $"client{i}";
            var ground = new ClientGround([.. scene.Seed.Profiles.Select(profile => profile.Id)], [.. scene.Hosts.Where((_, at) => at % Clients == i).Select(host => host.Id)]);
            askers.Add(new Asker(name, engines, scene.Seed.Token, new Random(seed + (1000 * i))));
            clients.Add(new FleetClient(name, askers[i], scene.History, scene.Models, ground, new Random(seed + (1000 * i) + 1)));
        }

        return (clients.DrainToImmutable(), askers.DrainToImmutable());
    }

    private static double? Number(string variable) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private void Tell(ImmutableArray<Ask> asks, StoredFleet store, Tormentor tormentor, ImmutableArray<Violation> violations)
    {
        foreach (var kind in asks.GroupBy(ask => ask.Kind).OrderBy(kind => kind.Key))
        {
            output.WriteLine($"{kind.Key}: {string.Join(", ", kind.GroupBy(ask => ask.Outcome).OrderBy(group => group.Key).Select(group => $"{group.Count()} {group.Key}"))}, {kind.Count(ask => ask.Unanswered > 0)} after unanswered attempts");
        }

        output.WriteLine($"refusals: {string.Join(", ", asks.Where(ask => ask.Outcome == AskOutcome.Refused).GroupBy(ask => $"{ask.Kind} {ask.Said}").OrderByDescending(group => group.Count()).Take(MostShown).Select(group => $"{group.Count()} {group.Key}"))}");
        output.WriteLine($"{store.Vms.Count} VMs, {store.Claims.Length} claims, {store.Events.Length} events; {tormentor.Deeds.Count} torments, {violations.Length} violations");
        if (violations.IsEmpty)
        {
            return;
        }

        foreach (var violation in violations.Take(MostShown))
        {
            output.WriteLine($"{violation}");
            foreach (var ask in asks.Where(ask => ask.Subjects.Contains(violation.Subject, StringComparer.Ordinal) || ask.Places.Any(place => place.Vfs.Any(vf => vf.Vf == violation.Subject))))
            {
                output.WriteLine($"    {ask}");
            }
        }

        foreach (var deed in tormentor.Deeds)
        {
            output.WriteLine(deed);
        }
    }
}
