using Vfleet.Storage.Tests.Contract;

namespace Vfleet.Storage.Tests.Sqlite;

/// <summary>A folder for a file of SQLite, removed in the end.</summary>
public sealed class SqlitePlace : StorePlace
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vfleet-store-");

    public string Folder => _folder.FullName;

    public string File => Path.Join(Folder, "fleet.db");

    public override Task<string> ConnectAsync() => Task.FromResult("sqlite:" + File);

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
