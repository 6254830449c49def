namespace Vfleet.Lab.Processes;

/// <summary>What a command left behind.</summary>
/// <param name="Command">The command as a person would type it, for messages.</param>
/// <param name="ExitCode">Exit code; 128 + n after signal n.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record CommandResult(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>Whether the exit code is 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>Standard output without white space around it.</summary>
    public string Text => Output.Trim();

    /// <summary>Standard output line by line, without the empty ones.</summary>
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Turns a failure into an exception.</summary>
    /// <returns>This result.</returns>
    /// <exception cref="LabException">The exit code is not 0.</exception>
    public CommandResult OrThrow() => Succeeded
        ? this
        : throw new LabException($"'{Command}' exited with {ExitCode}:\n{(Error + Output).Trim()}");
}
