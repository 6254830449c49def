using Vfleet.Storage.Tests.Contract;
using Vfleet.Storage.Tests.Postgres;

namespace Vfleet.Storage.Tests.Sqlite;

public sealed class SqliteConflictTests : ConflictContract
{
    protected override StorePlace NewPlace() => new SqlitePlace();
}

public sealed class SqliteClaimTests : ClaimContract
{
    protected override StorePlace NewPlace() => new SqlitePlace();
}

public sealed class SqliteEventTests : EventContract
{
    protected override StorePlace NewPlace() => new SqlitePlace();
}

public sealed class SqliteFollowTests : FollowContract
{
    protected override bool IsShared => false;

    protected override StorePlace NewPlace() => new SqlitePlace();
}

public sealed class SqliteKillTests : KillContract
{
    protected override StorePlace NewPlace() => new SqlitePlace();
}

[Collection(PostgresCollection.Name)]
public sealed class SqliteBackupTests(RunningPostgres running) : BackupContract
{
    protected override StorePlace NewPlace() => new SqlitePlace();

    protected override StorePlace NewOtherPlace() => new PostgresPlace(running.Server);
}

public sealed class SqliteModelTests : ModelContract
{
    protected override StorePlace NewPlace() => new SqlitePlace();
}
