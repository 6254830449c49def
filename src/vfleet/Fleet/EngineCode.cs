using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Fleet;

/// <summary>What can be wrong between this program and an engine. What an engine says itself has the engine's codes.</summary>
internal static class EngineCode
{
    /// <summary>There is no session, or it has ended.</summary>
    public static ProblemCode NotLoggedIn { get; } = new("NOT_LOGGED_IN", ProblemKind.Permission);

    /// <summary>User or password is wrong.</summary>
    public static ProblemCode LoginRefused { get; } = new("LOGIN_REFUSED", ProblemKind.Permission);

    /// <summary>There is no connection to the engine.</summary>
    public static ProblemCode Unreachable { get; } = new("ENGINE_UNREACHABLE", ProblemKind.Unavailable);

    /// <summary>The engine's certificate is not the one that was trusted.</summary>
    public static ProblemCode Untrusted { get; } = new("ENGINE_UNTRUSTED", ProblemKind.Refused);

    /// <summary>The engine did not answer in time.</summary>
    public static ProblemCode Silent { get; } = new("ENGINE_SILENT", ProblemKind.Timeout);

    /// <summary>What answers is no engine.</summary>
    public static ProblemCode Strange { get; } = new("ENGINE_STRANGE", ProblemKind.Failed);

    /// <summary>An operation failed without a reason, or was cancelled.</summary>
    public static ProblemCode OperationFailed { get; } = new("OPERATION_FAILED", ProblemKind.Failed);

    /// <summary>All of them, with what they mean.</summary>
    public static IReadOnlyList<(ProblemCode Code, string Meaning)> All { get; } =
    [
        (NotLoggedIn, "Commands that act on the fleet need a session with its engine: 'vfleet login', or VFLEET_ENGINE and VFLEET_TOKEN in the environment. "
            + "A session ends by itself, and when an admin removes it."),
        (LoginRefused, "The engine does not let this user in with this password. Users are made with 'vfleet user add'."),
        (Unreachable, "There is no connection to the engine: it does not run, a firewall is between, or its name is wrong. Its port is 8443 unless the address names another."),
        (Untrusted, "The engine's certificate is not the one that was trusted when you logged in, or nobody has vouched for it yet. Compare the fingerprint with the "
            + "one that its admin sees; if it is right, log in again, with --ca or --fingerprint where nobody can be asked."),
        (Silent, "The engine took the request and did not answer in time. Whether it was done is not known: look before you try again."),
        (Strange, "What answers at that address does not speak as an engine does. Something else may listen there, or a proxy may stand between."),
        (OperationFailed, "An operation ended without being done. 'vfleet operation show' has what is known of it."),
    ];
}
