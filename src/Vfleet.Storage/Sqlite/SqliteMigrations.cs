using Vfleet.Storage.Batching;
using Vfleet.Storage.Migrating;

namespace Vfleet.Storage.Sqlite;

/// <summary>Brings a file to the format of this program.</summary>
internal static class SqliteMigrations
{
    public static void Apply(Database database, IReadOnlyList<Migration> migrations, DateTimeOffset now)
    {
        database.Run("CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL)");
        foreach (var migration in Migration.Missing([.. migrations], Applied(database), database.Path))
        {
            database.Run("BEGIN IMMEDIATE");
            try
            {
                database.Run(migration.Sql);
                database.Prepare("INSERT INTO migrations (number, name, checksum, applied_at) VALUES (?, ?, ?, ?)")
                    .Bind(1, migration.Number).Bind(2, migration.Name).Bind(3, migration.Checksum).Bind(4, StoredValues.Microseconds(now)).Run();
                database.Run("COMMIT");
            }
            catch
            {
                if (database.InTransaction)
                {
                    database.Run("ROLLBACK");
                }

                throw;
            }
        }
    }

    private static List<AppliedMigration> Applied(Database database)
    {
        var applied = new List<AppliedMigration>();
        var statement = database.Prepare("SELECT number, name, checksum FROM migrations ORDER BY number");
        while (statement.Next())
        {
            applied.Add(new((int)statement.Number(0), statement.Text(1), statement.Text(2)));
        }

        return applied;
    }
}
