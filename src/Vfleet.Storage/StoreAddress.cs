using Npgsql;
using Vfleet.Storage.Postgres;

namespace Vfleet.Storage;

/// <summary>Where a store is.</summary>
internal abstract record StoreAddress
{
    private const string Forms =
        "give PATH, sqlite:PATH or Data Source=PATH for a file; postgresql://USER:PASSWORD@HOST:PORT/DATABASE or Host=HOST;Database=... for PostgreSQL";

    private const string DataSource = "Data Source=";

    private StoreAddress()
    {
    }

    /// <summary>A file of SQLite.</summary>
    public sealed record File(string Path) : StoreAddress;

    /// <summary>A database of PostgreSQL.</summary>
    public sealed record Server(NpgsqlConnectionStringBuilder Connection) : StoreAddress;

    /// <summary>Reads a connection string.</summary>
    /// <exception cref="StoreException">It is of no known form.</exception>
    public static StoreAddress Parse(string connection)
    {
        var text = connection.Trim();
        if (text.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase))
        {
            return FileAt(text["sqlite:".Length..]);
        }

        if (text.StartsWith(DataSource, StringComparison.OrdinalIgnoreCase) && !text.Contains(';', StringComparison.Ordinal))
        {
            return FileAt(text[DataSource.Length..]);
        }

        if (text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase))
        {
            return At(() => PostgresUri.Read(text));
        }

        if (text.Contains('=', StringComparison.Ordinal))
        {
            return At(() => new(text));
        }

        return text.Contains("://", StringComparison.Ordinal) ? throw Unknown("it begins with a word that is not known") : FileAt(text);
    }

    private static File FileAt(string path) => path.Length > 0 && !path.EndsWith('/') ? new(path) : throw Unknown("it names no file");

    private static Server At(Func<NpgsqlConnectionStringBuilder> read)
    {
        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = read();
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            // What was wrong is not passed on: a password may be in it.
            throw Unknown("a word in it is not known to PostgreSQL, or has a value that it cannot have");
        }

        return string.IsNullOrEmpty(builder.Host) ? throw Unknown("it names no host") : new(builder);
    }

    private static StoreException Unknown(string reason) => new("open", "the store's connection string", reason, Forms);
}
