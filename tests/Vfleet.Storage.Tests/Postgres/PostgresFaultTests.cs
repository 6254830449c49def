using Npgsql;
using Vfleet.Storage.Postgres;
using Vfleet.Storage.Tests.Contract;

namespace Vfleet.Storage.Tests.Postgres;

[Collection(PostgresCollection.Name)]
public sealed class PostgresFaultTests(RunningPostgres running)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("fast")]
    [InlineData("immediate")]
    public async Task A_server_that_restarts_loses_nothing_and_the_store_goes_on(string mode)
    {
        await using var place = new PostgresPlace(running.Server);
        await using var store = await place.OpenAsync();
        var (done, uncertain, number) = (0, 0, 0);
        var restarting = Task.Run(
            async () =>
            {
                await running.Server.StopAsync(mode);
                await running.Server.StartAsync();
            },
            Cancellation);
        while (!restarting.IsCompleted || done == 0)
        {
            try
            {
                var outcome = (await store.CommitAsync(new Commit { Writes = [Given.Write($"{number++}", "one", 0)] })).ShouldHaveSingleItem();
                outcome.ShouldBeOfType<CommitOutcome.Done>();
                done++;
            }
            catch (StoreException fault)
            {
                fault.IsTransient.ShouldBeTrue(fault.Message);
                uncertain += fault.IsUncertain ? 1 : 0;
            }
        }

        await restarting;
        await store.DoAsync(new() { Writes = [Given.Write("last", "one", 0)] });
        var kept = (await store.ReadAsync()).Batches.Sum(batch => batch.Documents.Count);
        kept.ShouldBeInRange(done + 1, done + 1 + uncertain);
    }

    [Fact]
    public async Task Who_waits_is_woken_by_the_commit_of_another()
    {
        await using var place = new PostgresPlace(running.Server);
        await using var first = await place.OpenAsync();
        await using var second = await place.OpenAsync();

        // The first wait opens the connection that listens.
        await second.WaitForOthersAsync(0, Cancellation);
        var known = 0L;
        var woken = 0;
        for (var round = 0; round < 5; round++)
        {
            var began = TimeProvider.System.GetTimestamp();
            var waiting = second.WaitForOthersAsync(known, Cancellation);
            known = (await first.DoAsync(new() { Events = [Given.Event()] })).Revision;
            await waiting;
            woken += TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(1.5) ? 1 : 0;
        }

        // Without hearing of it, each would take the two seconds of the slow look.
        woken.ShouldBeGreaterThanOrEqualTo(3);
    }

    [Theory]
    [InlineData("Username=vfleet;Database=none", "does not exist")]
    [InlineData("Username=guarded;Password=wrong-one;Database=postgres", "refuses the user")]
    [InlineData("Username=vfleet;Database=postgres;Port=1", "cannot be reached")]
    public async Task What_keeps_it_from_opening_is_told_without_the_password(string connection, string reason)
    {
        await running.Server.ExecuteAsync("DROP ROLE IF EXISTS guarded; CREATE ROLE guarded LOGIN PASSWORD 'right-one'");

        var fault = await Should.ThrowAsync<StoreException>(() =>
            FleetStores.OpenAsync($"Host={running.Server.Address.Host};{connection}", TimeProvider.System, Cancellation));

        fault.Message.ShouldContain(reason);
        fault.Remedy.ShouldNotBeEmpty();
        fault.ToString().ShouldNotContain("wrong-one");
    }

    [Fact]
    public async Task A_connection_that_breaks_while_it_is_made_leaves_none_in_the_pool_that_fails()
    {
        await using var place = new PostgresPlace(running.Server);
        var address = new NpgsqlConnectionStringBuilder(await place.ConnectAsync());
        await using (await FleetStores.OpenAsync(address.ConnectionString, TimeProvider.System, Cancellation))
        {
            // It makes the tables.
        }

        // The first connection is reset as soon as something is asked on it.
        await using var way = new BreakingWay(Path.Join(address.Host, ".s.PGSQL.5432"), broken: 1);
        address.Host = "127.0.0.1";
        address.Port = way.Port;
        await Should.ThrowAsync<StoreException>(() => FleetStores.OpenAsync(address.ConnectionString, TimeProvider.System, Cancellation));
        await using var store = await FleetStores.OpenAsync(address.ConnectionString, TimeProvider.System, Cancellation);
        for (var i = 0; i < 5; i++)
        {
            await store.DoAsync(new() { Events = [Given.Event()] });
            await store.ReadAsync(0);
        }
    }

    [Theory]
    [InlineData("", GssEncryptionMode.Disable)]
    [InlineData("GSS Encryption Mode=Require", GssEncryptionMode.Require)]
    public async Task GSS_encryption_is_for_whoever_asks_for_it(string said, GssEncryptionMode mode)
    {
        await using var sources = new PostgresSources(new NpgsqlConnectionStringBuilder($"Host=db1;{said}"));

        foreach (var source in new[] { sources.Reading, sources.Committing, sources.Listening })
        {
            new NpgsqlConnectionStringBuilder(source.ConnectionString).GssEncryptionMode.ShouldBe(mode);
        }
    }

    [Fact]
    public async Task A_URI_opens_what_the_words_open()
    {
        await using var place = new PostgresPlace(running.Server);
        var address = new NpgsqlConnectionStringBuilder(await place.ConnectAsync());

        await using var store = await FleetStores.OpenAsync(
            $"postgresql://{address.Username}@/{address.Database}?host={Uri.EscapeDataString(address.Host!)}", TimeProvider.System, Cancellation);

        store.Description.ShouldContain(address.Database!);
        await store.DoAsync(new() { Events = [Given.Event()] });
    }
}
