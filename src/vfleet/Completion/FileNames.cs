namespace Vfleet.Cli.Completion;

/// <summary>Files and folders that a path being typed may become. A folder ends with a slash, so that typing can go on.</summary>
internal static class FileNames
{
    /// <summary>The candidates.</summary>
    /// <param name="typed">The path so far, perhaps empty.</param>
    public static IEnumerable<Candidate> Of(string typed)
    {
        var slash = typed.LastIndexOf('/') + 1;
        var folder = new DirectoryInfo(slash == 0 ? "." : typed[..slash]);
        return folder.Exists
            ? folder.EnumerateFileSystemInfos(typed[slash..] + "*", new EnumerationOptions { MatchType = MatchType.Simple })
                .Select(entry => new Candidate(typed[..slash] + entry.Name + (entry is DirectoryInfo ? "/" : ""), ""))
                .OrderBy(candidate => candidate.Text, StringComparer.Ordinal)
            : [];
    }
}
