using System.Globalization;
using Vfleet.Storage.Sqlite;
using Vfleet.Storage.Tests.Contract;

namespace Vfleet.Storage.Tests.Sqlite;

public sealed class SqliteFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_engine_on_a_file_is_refused_and_told_who_has_it()
    {
        await using var place = new SqlitePlace();
        await using (var first = await place.OpenAsync())
        {
            var fault = await Should.ThrowAsync<StoreException>(() => place.OpenAsync());
            fault.Message.ShouldContain(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            fault.Remedy.ShouldContain("PostgreSQL");
        }

        await using var second = await place.OpenAsync();
        await second.DoAsync(new() { Events = [Given.Event()] });
    }

    [Fact]
    public async Task A_store_that_has_no_room_works_again_when_there_is_room()
    {
        await using var place = new SqlitePlace();
        NativeSqlite.Load(place.File);
        using var writer = new SqliteWriter(place.File);
        await writer.RunAsync("test", database => Done(database, "CREATE TABLE filled (bytes BLOB)"), Cancellation);

        // The same code as of a full disk: the file may have no more pages.
        await writer.RunAsync("test", database => Done(database, "PRAGMA max_page_count = 20"), Cancellation);
        var fault = await Should.ThrowAsync<StoreException>(() =>
            writer.RunAsync("commit", database => Done(database, "INSERT INTO filled VALUES (zeroblob(1000000))"), Cancellation));
        fault.Message.ShouldContain("the disk is full");
        (fault.IsTransient, fault.IsUncertain).ShouldBe((true, false));

        await writer.RunAsync("test", database => Done(database, "PRAGMA max_page_count = 10000"), Cancellation);
        await writer.RunAsync("commit", database => Done(database, "INSERT INTO filled VALUES (zeroblob(1000000))"), Cancellation);
        (await writer.RunAsync("test", Count, Cancellation)).ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        await using var place = new SqlitePlace();
        await File.WriteAllTextAsync(place.File, new string('x', 5000), Cancellation);

        (await Should.ThrowAsync<StoreException>(() => place.OpenAsync())).Message.ShouldContain("not a database of SQLite");

        (await File.ReadAllTextAsync(place.File, Cancellation)).ShouldBe(new string('x', 5000));
    }

    [Fact]
    public async Task A_damaged_file_is_told_with_its_remedy()
    {
        await using var place = new SqlitePlace();
        await using (var store = await place.OpenAsync())
        {
            await store.DoAsync(new() { Writes = [.. Enumerable.Range(0, 500).Select(number => Given.Write($"{number}", new string('y', 500)))] });
        }

        // All but the first page, which says what the file is.
        await using (var file = File.OpenWrite(place.File))
        {
            file.Seek(4096, SeekOrigin.Begin);
            await file.WriteAsync(Enumerable.Repeat((byte)0xa5, (int)(file.Length - 4096)).ToArray(), Cancellation);
        }

        var fault = await Should.ThrowAsync<StoreException>(async () =>
        {
            await using var store = await place.OpenAsync();
            await store.ReadAsync();
        });
        fault.Message.ShouldContain("damaged");
        fault.Remedy.ShouldContain("restore a backup");
    }

    [Fact]
    public async Task A_folder_that_is_missing_is_named()
    {
        await using var place = new SqlitePlace();

        var fault = await Should.ThrowAsync<StoreException>(() => FleetStores.OpenAsync(place.Folder + "/none/fleet.db", TimeProvider.System, Cancellation));

        fault.Remedy.ShouldContain(place.Folder + "/none");
    }

    private static (int Result, int Rows) Done(Database database, string sql)
    {
        database.Run(sql);
        return (0, 1);
    }

    private static (long Result, int Rows) Count(Database database)
    {
        var statement = database.Prepare("SELECT count(*) FROM filled");
        statement.Next();
        var count = statement.Number(0);
        statement.Reset();
        return (count, 0);
    }
}
