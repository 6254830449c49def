using System.Net.Sockets;
using Npgsql;

namespace Vfleet.Storage.Postgres;

/// <summary>What the server's codes mean for whoever runs the engine (PostgreSQL documentation, appendix "PostgreSQL Error Codes").</summary>
internal static class PostgresFault
{
    /// <summary>Whether an exception comes from the server or from the way to it.</summary>
    public static bool IsFault(Exception fault) => fault is NpgsqlException or SocketException or IOException or TimeoutException;

    /// <summary>Whether the connection ended, so that what was sent last may have been carried out all the same.</summary>
    public static bool IsLost(Exception fault) => fault is not PostgresException { SqlState: var state } || IsOfClass(state, "57P") || IsOfClass(state, "08");

    /// <summary>Whether the transaction was ended for others' sake: it can be tried again.</summary>
    public static bool IsRace(Exception fault) => fault is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    public static StoreException Of(Exception fault, string operation, string target, bool isUncertain = false)
    {
        var (reason, remedy, transient) = fault is PostgresException answer ? Of(answer) : (
            $"the server cannot be reached: {(fault.InnerException ?? fault).Message}",
            "look whether PostgreSQL runs there and whether a firewall is between; the engine goes on by itself when it is back",
            true);
        return new(operation, target, reason, remedy, fault) { IsTransient = transient, IsUncertain = isUncertain };
    }

    private static (string Reason, string Remedy, bool Transient) Of(PostgresException fault) => fault.SqlState switch
    {
        "28P01" or "28000" => ($"the server refuses the user ({fault.MessageText})", "correct user and password of the connection string, or the server's pg_hba.conf", false),
        "3D000" => ($"the database does not exist ({fault.MessageText})", "make it: createdb NAME --owner USER", false),
        "42501" => ($"the user may not do that ({fault.MessageText})", "let the user own the database, or grant it", false),
        "25006" => ("the server is read-only: a standby, or set so", "name the primary server in the connection string", false),
        "53100" => ("the server's disk is full", "make room on the server; the store goes on by itself then", true),
        "53300" => ("the server has no connection left", "raise max_connections on the server, or lower Maximum Pool Size in the connection string", true),
        "57P01" or "57P02" or "57P03" => ($"the server stops or starts ({fault.MessageText})", "wait; the engine goes on by itself", true),
        "XX001" or "XX002" => ($"the database is damaged ({fault.MessageText})", "restore a backup into a new database", false),
        var state => ($"{fault.MessageText} ({state})", "look at the server's log", fault.IsTransient || IsOfClass(state, "53") || IsOfClass(state, "40")),
    };

    private static bool IsOfClass(string state, string start) => state.StartsWith(start, StringComparison.Ordinal);
}
