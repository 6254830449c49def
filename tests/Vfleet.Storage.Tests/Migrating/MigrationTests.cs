using System.Collections.Immutable;
using Npgsql;
using Vfleet.Storage.Migrating;
using Vfleet.Storage.Postgres;
using Vfleet.Storage.Sqlite;
using Vfleet.Storage.Tests.Contract;
using Vfleet.Storage.Tests.Postgres;
using Vfleet.Storage.Tests.Sqlite;

namespace Vfleet.Storage.Tests.Migrating;

[Collection(PostgresCollection.Name)]
public sealed class MigrationTests(RunningPostgres running)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Every earlier version of both databases, from an empty one on.</summary>
    public static TheoryData<string, int> Versions =>
        [.. new[] { "sqlite", "postgres" }.SelectMany(database => Enumerable.Range(0, Migration.Of(database).Length + 1).Select(count => (database, count)))];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_database_of_any_earlier_version_becomes_one_of_this_version_with_its_rows(string database, int version)
    {
        await using StorePlace place = database == "sqlite" ? new SqlitePlace() : new PostgresPlace(running.Server);
        var all = Migration.Of(database);
        var expected = "";
        await using (var earlier = await OpenAsync(place, [.. all.Take(version)]))
        {
            // The first version has all the tables that are filled here; a later one may only add to them.
            if (version > 0)
            {
                await earlier.DoAsync(new() { Writes = [Given.Write("a", "one")], Claims = [Given.Claim(1)], Takes = [new("vm:a", "a")], Events = [Given.Event()] });
                expected = await earlier.DescribeAsync();
            }
        }

        await using var store = await OpenAsync(place, all);
        (await store.DescribeAsync()).ShouldBe(expected);
        await store.DoAsync(new() { Writes = [Given.Write("b", "two", 0)] });
    }

    [Fact]
    public void Migrations_are_numbered_from_one_without_gaps()
    {
        foreach (var database in new[] { "sqlite", "postgres" })
        {
            var numbers = Migration.Of(database).Select(migration => migration.Number).ToArray();
            numbers.ShouldNotBeEmpty();
            numbers.ShouldBe(Enumerable.Range(1, numbers.Length));
        }
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_database_of_a_later_program_and_one_with_another_migration_are_refused(string database)
    {
        await using StorePlace place = database == "sqlite" ? new SqlitePlace() : new PostgresPlace(running.Server);
        var all = Migration.Of(database);
        var later = all.Add(new(all.Length + 1, "later", "CREATE TABLE later (one integer)", "0"));
        await (await OpenAsync(place, later)).DisposeAsync();

        (await Should.ThrowAsync<StoreException>(() => OpenAsync(place, all))).Message.ShouldContain("it is of a later program");
        (await Should.ThrowAsync<StoreException>(() => OpenAsync(place, later.SetItem(0, later[0] with { Checksum = "1" }))))
            .Message.ShouldContain("is not the one of this program");
        await (await OpenAsync(place, later)).DisposeAsync();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_migration_that_fails_leaves_the_version_before_it(string database)
    {
        await using StorePlace place = database == "sqlite" ? new SqlitePlace() : new PostgresPlace(running.Server);
        var all = Migration.Of(database);
        var broken = all.Add(new(all.Length + 1, "broken", "CREATE TABLE half (one integer); SELECT * FROM nothing", "0"));

        await Should.ThrowAsync<StoreException>(() => OpenAsync(place, broken));

        var repaired = all.Add(new(all.Length + 1, "repaired", "CREATE TABLE half (one integer)", "1"));
        await using var store = await OpenAsync(place, repaired);
        await store.DoAsync(new() { Writes = [Given.Write("a", "one", 0)] });
    }

    [Fact]
    public async Task Several_engines_that_begin_at_once_on_a_new_database_all_open_it()
    {
        await using var place = new PostgresPlace(running.Server);
        var connection = await place.ConnectAsync();

        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => FleetStores.OpenAsync(connection, TimeProvider.System, Cancellation)));

        foreach (var store in stores)
        {
            await store.DoAsync(new() { Events = [Given.Event()] });
            await store.DisposeAsync();
        }
    }

    private static async Task<IFleetStore> OpenAsync(StorePlace place, ImmutableArray<Migration> migrations) => place is SqlitePlace file
        ? await SqliteStore.OpenAsync(file.File, TimeProvider.System, migrations, Cancellation)
        : await PostgresStore.OpenAsync(new NpgsqlConnectionStringBuilder(await place.ConnectAsync()), TimeProvider.System, migrations, Cancellation);
}
