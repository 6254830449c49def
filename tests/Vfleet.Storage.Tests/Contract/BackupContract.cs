using System.IO.Compression;
using static Vfleet.Storage.Tests.Contract.Given;

namespace Vfleet.Storage.Tests.Contract;

/// <summary>Backups, and what they come to in another store.</summary>
public abstract class BackupContract
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract StorePlace NewPlace();

    /// <summary>A place of the other kind: a backup moves a fleet from one database to another.</summary>
    protected abstract StorePlace NewOtherPlace();

    [Fact]
    public async Task A_backup_restores_everything_into_either_database_and_numbers_count_on()
    {
        using var folder = new BackupFolder();
        await using var place = NewPlace();
        await using var store = await place.OpenAsync();
        await FillAsync(store);
        var expected = await store.DescribeAsync();

        var summary = await store.BackUpAsync(folder.File, Cancellation);

        (summary.Documents, summary.Claims, summary.Events).ShouldBe((2, 2, 2));
        summary.Bytes.ShouldBe(new FileInfo(folder.File).Length);
        foreach (var target in new[] { NewPlace(), NewOtherPlace() })
        {
            await using var _ = target;
            var revision = await FleetStores.RestoreAsync(folder.File, await target.ConnectAsync(), replace: false, TimeProvider.System, Cancellation);
            revision.ShouldBeGreaterThan(summary.Revision);
            await using var restored = await target.OpenAsync();
            (await restored.DescribeAsync()).ShouldBe(expected);
            (await restored.DoAsync(new() { Claims = [Claim(0)], Events = [Event()] })).Claims.ShouldHaveSingleItem().Generation.ShouldBe(2);
            (await restored.CommitAsync(new Commit { Takes = [new("vm:a", "b")] })).ShouldBe([new CommitOutcome.NameTaken("vm:a", "a")]);
            (await Should.ThrowAsync<StoreException>(() => restored.ReadAsync(summary.Revision))).NeedsReadingAnew.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_store_is_backed_up_from_outside_while_an_engine_commits_into_it()
    {
        using var folder = new BackupFolder();
        await using var place = NewPlace();
        await using var store = await place.OpenAsync();
        await FillAsync(store);
        var expected = await store.DescribeAsync();
        await FleetStores.BackUpAsync(await place.ConnectAsync(), folder.File, TimeProvider.System, Cancellation);
        (await store.CommitAsync(new Commit { Takes = [new("vm:later", "b")] })).ShouldHaveSingleItem().ShouldBeOfType<CommitOutcome.Done>();

        await using var target = NewPlace();
        await FleetStores.RestoreAsync(folder.File, await target.ConnectAsync(), replace: false, TimeProvider.System, Cancellation);
        await using var restored = await target.OpenAsync();
        (await restored.DescribeAsync()).ShouldBe(expected);
    }

    [Fact]
    public async Task A_store_with_content_is_only_replaced_when_that_is_said()
    {
        using var folder = new BackupFolder();
        await using var place = NewPlace();
        await using var other = NewPlace();
        await using (var store = await place.OpenAsync())
        {
            await FillAsync(store);
            await store.BackUpAsync(folder.File, Cancellation);
        }

        await using (var store = await other.OpenAsync())
        {
            await store.DoAsync(new() { Writes = [Write("mine", "one")] });
        }

        var fault = await Should.ThrowAsync<StoreException>(async () =>
            await FleetStores.RestoreAsync(folder.File, await other.ConnectAsync(), replace: false, TimeProvider.System, Cancellation));
        fault.Message.ShouldContain("not empty");
        await FleetStores.RestoreAsync(folder.File, await other.ConnectAsync(), replace: true, TimeProvider.System, Cancellation);
        await using var replaced = await other.OpenAsync();
        (await replaced.ReadAsync("vm", "mine", Cancellation)).ShouldBeNull();
        (await replaced.ReadAsync("vm", "b", Cancellation)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("cut off")]
    [InlineData("changed")]
    [InlineData("of a later format")]
    [InlineData("no backup")]
    public async Task A_backup_that_is_not_whole_changes_nothing(string damage)
    {
        using var folder = new BackupFolder();
        await using var place = NewPlace();
        await using var store = await place.OpenAsync();
        await FillAsync(store);
        await store.BackUpAsync(folder.File, Cancellation);
        folder.Damage(damage);
        await using var other = NewPlace();

        await Should.ThrowAsync<StoreException>(async () =>
            await FleetStores.RestoreAsync(folder.File, await other.ConnectAsync(), replace: true, TimeProvider.System, Cancellation));

        await using var untouched = await other.OpenAsync();
        var (revision, batches) = await untouched.ReadAsync();
        revision.ShouldBe(0);
        batches.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_backup_never_writes_over_a_file()
    {
        using var folder = new BackupFolder();
        await using var place = NewPlace();
        await using var store = await place.OpenAsync();
        await File.WriteAllTextAsync(folder.File, "mine", Cancellation);

        (await Should.ThrowAsync<StoreException>(() => store.BackUpAsync(folder.File, Cancellation))).Message.ShouldContain("exists already");

        (await File.ReadAllTextAsync(folder.File, Cancellation)).ShouldBe("mine");
        Directory.GetFiles(Path.GetDirectoryName(folder.File)!).ShouldHaveSingleItem();
    }

    private static async Task FillAsync(IFleetStore store)
    {
        await store.DoAsync(new() { Writes = [Write("a", "one \" ü \n"), Write("b", "one"), Write("c", "gone")], Takes = [new("vm:a", "a")], Events = [Event(), Event()] });
        var claims = (await store.DoAsync(new() { Claims = [Claim(0), Claim(1)], Uses = [new(Host, 5, 6, 10, 10)] })).Claims;
        await store.DoAsync(new() { Writes = [Delete("c")], Releases = [claims[0]] });
    }

    private sealed class BackupFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vfleet-backup-");

        public string File => Path.Join(_folder.FullName, "fleet.backup");

        public void Damage(string how)
        {
            using var buffer = new MemoryStream();
            using (var unpacked = new GZipStream(System.IO.File.OpenRead(File), CompressionMode.Decompress))
            {
                unpacked.CopyTo(buffer);
            }

            var text = System.Text.Encoding.UTF8.GetString(buffer.ToArray());
            var damaged = how switch
            {
                "cut off" => text[..text.LastIndexOf("{\"trailer\"", StringComparison.Ordinal)],
                "changed" => text.Replace("one", "two", StringComparison.Ordinal),
                "of a later format" => text.Replace("\"format\":1", "\"format\":2", StringComparison.Ordinal),
                _ => "hello\n",
            };
            damaged.ShouldNotBe(text);
            using var packed = new GZipStream(System.IO.File.Create(File), CompressionLevel.Fastest);
            packed.Write(System.Text.Encoding.UTF8.GetBytes(damaged));
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
