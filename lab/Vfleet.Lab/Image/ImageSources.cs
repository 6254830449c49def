using System.Security.Cryptography;
using System.Text;

namespace Vfleet.Lab.Image;

/// <summary>The scripts and lists that the image is built from; they travel inside this library (folder <c>lab/image</c>).</summary>
internal static class ImageSources
{
    private const string Prefix = "image/";

    // What build-base reads; all the rest concerns build-image alone, which takes seconds.
    private static readonly string[] s_baseSources = ["build-base", "packages"];

    /// <summary>Key of the root file system with its packages: 12 hexadecimal digits.</summary>
    public static string BaseKey { get; } = Hash(Names().Where(name => s_baseSources.Contains(name, StringComparer.Ordinal)));

    /// <summary>Key of the whole image: 12 hexadecimal digits.</summary>
    public static string ImageKey { get; } = Hash(Names());

    /// <summary>Writes all of them into a folder.</summary>
    /// <param name="folder">An existing, empty folder.</param>
    public static void ExtractTo(string folder)
    {
        foreach (var name in Names())
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var file = File.Create(path);
            using var source = Open(name);
            source.CopyTo(file);
        }
    }

    private static IEnumerable<string> Names() => typeof(ImageSources).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(name => name[Prefix.Length..])
        .Order(StringComparer.Ordinal);

    private static Stream Open(string name) => typeof(ImageSources).Assembly.GetManifestResourceStream(Prefix + name)!;

    private static string Hash(IEnumerable<string> names)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in names)
        {
            using var source = Open(name);
            var content = new byte[source.Length];
            source.ReadExactly(content);
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\0{content.Length}\0"));
            hash.AppendData(content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}
