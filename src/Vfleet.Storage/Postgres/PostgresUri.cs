using System.Globalization;
using Npgsql;

namespace Vfleet.Storage.Postgres;

/// <summary>Reads connection URIs (PostgreSQL documentation, "Connection URIs").</summary>
internal static class PostgresUri
{
    /// <summary>Reads <c>postgresql://USER:PASSWORD@HOST:PORT/DATABASE?KEY=VALUE</c>; a folder with the socket can be given as <c>?host=/run/postgresql</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    /// <exception cref="ArgumentException">A key is not known, or has a value that it cannot have.</exception>
    public static NpgsqlConnectionStringBuilder Read(string text)
    {
        var rest = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var (path, query) = Split(rest, '?');
        var (place, database) = Split(path, '/');
        var at = place.LastIndexOf('@');
        var builder = new NpgsqlConnectionStringBuilder();
        if (at >= 0)
        {
            var (user, password) = Split(place[..at], ':');
            builder.Username = Uri.UnescapeDataString(user);
            if (password.Length > 0)
            {
                builder.Password = Uri.UnescapeDataString(password);
            }
        }

        var (host, port) = SplitHost(place[(at + 1)..]);
        if (host.Length > 0)
        {
            builder.Host = Uri.UnescapeDataString(host);
        }

        if (port.Length > 0)
        {
            builder.Port = int.Parse(port, CultureInfo.InvariantCulture);
        }

        if (database.Length > 0)
        {
            builder.Database = Uri.UnescapeDataString(database);
        }

        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = Split(pair, '=');
            builder[KeyOf(key)] = Uri.UnescapeDataString(value);
        }

        return builder;
    }

    // libpq's words that Npgsql writes differently; all others are passed on.
    private static string KeyOf(string key) => key switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "dbname" => "Database",
        "user" => "Username",
        "application_name" => "Application Name",
        "connect_timeout" => "Timeout",
        "target_session_attrs" => "Target Session Attributes",
        _ => key,
    };

    private static (string Host, string Port) SplitHost(string place)
    {
        // [::1]:5432
        var end = place.LastIndexOf(']');
        var colon = place.IndexOf(':', Math.Max(0, end));
        var (host, port) = colon < 0 ? (place, "") : (place[..colon], place[(colon + 1)..]);
        return (host.Trim('[', ']'), port);
    }

    private static (string Before, string After) Split(string text, char separator)
    {
        var index = text.IndexOf(separator, StringComparison.Ordinal);
        return index < 0 ? (text, "") : (text[..index], text[(index + 1)..]);
    }
}
