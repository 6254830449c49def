using System.Xml.Linq;

namespace Vfleet.Architecture.Tests;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Source files under a folder, by path from the root, without what the build makes.</summary>
    public static IEnumerable<string> Sources(params string[] folders) => Files("*.cs", folders);

    /// <summary>Project files of the whole tree, by path from the root.</summary>
    public static IEnumerable<string> Projects() => Files("*.csproj", "src", "lab", "tests", "bench");

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The projects that a project refers to, by name.</summary>
    public static IEnumerable<string> References(string project) => XDocument.Parse(Read(project)).Descendants("ProjectReference")
        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

    private static IEnumerable<string> Files(string pattern, params string[] folders) => folders
        .Select(folder => Path.Combine(Root, folder))
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(Root, file))
        .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "node_modules"))
        .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Vfleet.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no Vfleet.slnx above {AppContext.BaseDirectory}");
    }
}
