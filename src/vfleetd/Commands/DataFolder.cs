using Vfleet.Server.Configuring;

namespace Vfleet.Server.Commands;

/// <summary>The folder of the engine's files: what is in it is for nobody else to read, for the authority's key is there.</summary>
internal static class DataFolder
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnFolder = OwnFile | UnixFileMode.UserExecute;

    /// <summary>Makes it, unless it is there.</summary>
    /// <param name="options">Where it is.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The program may not.</exception>
    public static void Make(ServerOptions options)
    {
        if (OperatingSystem.IsLinux())
        {
            Directory.CreateDirectory(options.Data, OwnFolder);
        }
    }

    /// <summary>Keeps the first administrator's password until somebody has read it.</summary>
    /// <param name="options">Where the folder is.</param>
    /// <param name="password">The password.</param>
    /// <returns>The file.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static string Keep(ServerOptions options, string password)
    {
        var path = Path.Join(options.Data, "first-password");
        var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (OperatingSystem.IsLinux())
        {
            how.UnixCreateMode = OwnFile;
        }

        using var writer = new StreamWriter(path, how);
        writer.WriteLine(password);
        return path;
    }
}
