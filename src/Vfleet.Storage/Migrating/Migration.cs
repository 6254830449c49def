using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Vfleet.Storage.Migrating;

/// <summary>A step from one format of the database to the next.</summary>
/// <param name="Number">Its number, from 1 without gaps.</param>
/// <param name="Name">What it does.</param>
/// <param name="Sql">Its statements.</param>
/// <param name="Checksum">SHA-256 of its file.</param>
internal sealed record Migration(int Number, string Name, string Sql, string Checksum)
{
    /// <summary>The migrations of one kind of database, in order.</summary>
    /// <param name="database">The folder in the program, as <c>sqlite</c>.</param>
    /// <returns>Them.</returns>
    public static ImmutableArray<Migration> Of(string database) =>
        [.. typeof(Migration).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(database + "/", StringComparison.Ordinal))
            .Select(name => Read(name, name[(database.Length + 1)..]))
            .OrderBy(migration => migration.Number)];

    /// <summary>Which have still to be applied.</summary>
    /// <param name="all">All that this program has.</param>
    /// <param name="applied">Those that were applied.</param>
    /// <param name="target">The store.</param>
    /// <returns>Them, in order.</returns>
    /// <exception cref="StoreException">The database is of a later program, or of one with other migrations.</exception>
    public static ImmutableArray<Migration> Missing(ImmutableArray<Migration> all, IReadOnlyList<AppliedMigration> applied, string target)
    {
        foreach (var one in applied)
        {
            if (all.FirstOrDefault(migration => migration.Number == one.Number) is not { } known)
            {
                throw new StoreException(
                    "open",
                    target,
                    $"it is of a later program: it has migration {one.Number} ({one.Name}), this program has {all.Length}",
                    "run the program that wrote it, or a later one; or restore a backup of this program into an empty store");
            }

            if (known.Checksum != one.Checksum)
            {
                throw new StoreException(
                    "open",
                    target,
                    $"migration {one.Number} ({one.Name}) that was applied to it is not the one of this program",
                    "run a released program on it; a migration is never changed after it was applied");
            }
        }

        return [.. all.Where(migration => applied.All(one => one.Number != migration.Number))];
    }

    private static Migration Read(string resource, string file)
    {
        using var stream = typeof(Migration).Assembly.GetManifestResourceStream(resource)!;
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        var name = Path.GetFileNameWithoutExtension(file);
        var dash = name.IndexOf('-', StringComparison.Ordinal);
        return new(
            int.Parse(name.AsSpan(0, dash), CultureInfo.InvariantCulture),
            name[(dash + 1)..],
            Encoding.UTF8.GetString(buffer.ToArray()),
            Convert.ToHexStringLower(SHA256.HashData(buffer.ToArray())));
    }
}

/// <summary>A migration that was applied to a database.</summary>
internal readonly record struct AppliedMigration(int Number, string Name, string Checksum);
