using Vfleet.Storage.Tests.Contract;
using Vfleet.Storage.Tests.Sqlite;

namespace Vfleet.Storage.Tests.Postgres;

[Collection(PostgresCollection.Name)]
public sealed class PostgresConflictTests(RunningPostgres running) : ConflictContract
{
    protected override StorePlace NewPlace() => new PostgresPlace(running.Server);
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresClaimTests(RunningPostgres running) : ClaimContract
{
    protected override StorePlace NewPlace() => new PostgresPlace(running.Server);
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresEventTests(RunningPostgres running) : EventContract
{
    protected override StorePlace NewPlace() => new PostgresPlace(running.Server);
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresFollowTests(RunningPostgres running) : FollowContract
{
    protected override bool IsShared => true;

    protected override StorePlace NewPlace() => new PostgresPlace(running.Server);
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresKillTests(RunningPostgres running) : KillContract
{
    protected override StorePlace NewPlace() => new PostgresPlace(running.Server);
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresBackupTests(RunningPostgres running) : BackupContract
{
    protected override StorePlace NewPlace() => new PostgresPlace(running.Server);

    protected override StorePlace NewOtherPlace() => new SqlitePlace();
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresModelTests(RunningPostgres running) : ModelContract
{
    protected override StorePlace NewPlace() => new PostgresPlace(running.Server);
}
