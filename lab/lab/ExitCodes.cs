namespace Vfleet.Lab.Program;

/// <summary>Exit codes of the program.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>It failed; standard error says why. System.CommandLine uses the same for a command line it cannot read.</summary>
    public const int Failed = 1;

    /// <summary>There is no such lab or host.</summary>
    public const int NotFound = 3;

    /// <summary>Ctrl-C or SIGTERM.</summary>
    public const int Interrupted = 130;
}
