using System.Text.Json;
using Vfleet.Cli.Json;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Fleet;

/// <summary>Where the session is kept between commands. Only its owner may read it.</summary>
/// <param name="path">Path of the file.</param>
internal sealed class SessionFile(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Path of the file.</summary>
    public string Path => path;

    /// <summary>The file of whoever runs the command (XDG Base Directory Specification).</summary>
    /// <param name="environment">Reads an environment variable.</param>
    /// <returns>The file; null when there is no home to keep it in.</returns>
    public static SessionFile? Of(Func<string, string?> environment)
    {
        var configuration = environment("XDG_CONFIG_HOME") is { Length: > 0 } named && System.IO.Path.IsPathRooted(named) ? named
            : environment("HOME") is { Length: > 0 } home ? System.IO.Path.Join(home, ".config")
            : null;
        return configuration is null ? null : new SessionFile(System.IO.Path.Join(configuration, "vfleet", "engine.json"));
    }

    /// <summary>Reads it.</summary>
    /// <returns>The session; null when there is none. Or why it cannot be read.</returns>
    public (SavedSession? Session, Problem? Problem) Read()
    {
        try
        {
            return (JsonSerializer.Deserialize(File.ReadAllBytes(path), JsonAnswers.Default.SavedSession), null);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, null);
        }
        catch (JsonException)
        {
            return (null, new Problem(ProblemCode.FileFault, $"{path} is no session of vfleet", "log in again: vfleet login ENGINE"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, Fault(exception));
        }
    }

    /// <summary>Writes it: after a crash it is the old or the new one.</summary>
    /// <param name="session">The session.</param>
    /// <returns>Why it cannot be written; null when it was.</returns>
    public Problem? Write(SavedSession session)
    {
        var beside = $"{path}.new";
        try
        {
            var folder = System.IO.Path.GetDirectoryName(path)!;
            _ = OperatingSystem.IsWindows() ? Directory.CreateDirectory(folder) : Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            File.Delete(beside);
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                if (!OperatingSystem.IsWindows())
                {
                    // Before anything is in it.
                    File.SetUnixFileMode(file.SafeFileHandle, OwnerOnly);
                }

                JsonSerializer.Serialize(file, session, JsonAnswers.Default.SavedSession);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Fault(exception);
        }
    }

    /// <summary>Removes it.</summary>
    /// <returns>Why it cannot be removed; null when it is gone.</returns>
    public Problem? Remove()
    {
        try
        {
            File.Delete(path);
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Fault(exception);
        }
    }

    private Problem Fault(Exception exception) => new(ProblemCode.FileFault, $"{path}: {exception.Message}", "mend the file's rights, or set XDG_CONFIG_HOME to a folder of yours");
}
