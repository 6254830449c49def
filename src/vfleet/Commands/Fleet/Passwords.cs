using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Commands.Fleet;

/// <summary>Passwords from files: never from the command line, which every process of the machine can read.</summary>
internal static class Passwords
{
    private const string StandardInput = "/dev/stdin";

    /// <summary>Reads one.</summary>
    /// <param name="path">Path of a file whose first line it is; <c>-</c> for standard input.</param>
    /// <param name="option">The option that names it.</param>
    /// <returns>The password, or why it cannot be read.</returns>
    public static (string? Password, Problem? Problem) ReadFile(string path, string option)
    {
        try
        {
            return File.ReadLines(path == "-" ? StandardInput : path).FirstOrDefault() is { Length: > 0 } password
                ? (password, null)
                : (null, new Problem(ProblemCode.Malformed, $"{option}: {path} is empty", "put the password on its first line", option.TrimStart('-')));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, new Problem(ProblemCode.FileFault, $"{option}: {exception.Message}", "name a file that you may read", option.TrimStart('-')));
        }
    }
}
