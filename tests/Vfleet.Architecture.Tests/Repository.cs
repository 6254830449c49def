using System.Xml.Linq;
using Vfleet.TestKit.Sources;

namespace Vfleet.Architecture.Tests;

/// <summary>What lies in the source tree.</summary>
internal static class Repository
{
    /// <summary>Source files under a folder, by path from the root, without what the build makes.</summary>
    public static IEnumerable<string> Sources(params string[] folders) => Files("*.cs", folders);

    /// <summary>Project files of the whole tree, by path from the root.</summary>
    public static IEnumerable<string> Projects() => Files("*.csproj", "src", "lab", "tests", "bench");

    /// <summary>The projects that a project refers to, by name.</summary>
    public static IEnumerable<string> References(string project) => XDocument.Parse(SourceTree.Read(project)).Descendants("ProjectReference")
        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

    private static IEnumerable<string> Files(string pattern, params string[] folders) => folders
        .Select(folder => Path.Combine(SourceTree.Root, folder))
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(SourceTree.Root, file))
        .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "node_modules"))
        .Order(StringComparer.Ordinal);
}
