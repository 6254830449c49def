namespace Vfleet.TestKit.Sources;

/// <summary>The source tree that the tests were built from.</summary>
public static class SourceTree
{
    /// <summary>Its topmost folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Reads a file of it.</summary>
    /// <param name="path">The path from the root.</param>
    /// <returns>The text.</returns>
    public static string Read(string path) => File.ReadAllText(Path.Join(Root, path));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Join(folder.FullName, "Vfleet.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no Vfleet.slnx above {AppContext.BaseDirectory}");
    }
}
