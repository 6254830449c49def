using Vfleet.Domain.Problems;

namespace Vfleet.Host;

/// <summary>The files of a recorded host, in a folder that can be read. What was unpacked for that is deleted in the end.</summary>
public sealed class RecordedTree : IDisposable
{
    private readonly DirectoryInfo? _unpacked;

    private RecordedTree(string folder, DirectoryInfo? unpacked)
    {
        Folder = folder;
        _unpacked = unpacked;
    }

    /// <summary>The folder that stands for "/": what <see cref="HostOptions.Root"/> takes.</summary>
    public string Folder { get; }

    /// <summary>Opens a recorded host.</summary>
    /// <param name="path">A folder that holds the host's files.</param>
    /// <returns>The files, or why they cannot be had.</returns>
    public static RecordedTreeOpening Open(string path) => Directory.Exists(path)
        ? new RecordedTreeOpening.Opened(new RecordedTree(Path.GetFullPath(path), null))
        : new RecordedTreeOpening.Refused(new Problem(
            ProblemCode.Malformed, $"there is no folder '{path}'", "give the folder that holds the recorded sys/", path));

    /// <inheritdoc/>
    public void Dispose() => _unpacked?.Delete(recursive: true);
}

/// <summary>What became of opening a recorded host.</summary>
public abstract record RecordedTreeOpening
{
    private RecordedTreeOpening()
    {
    }

    /// <summary>It can be read.</summary>
    /// <param name="Tree">Its files; dispose them after use.</param>
    public sealed record Opened(RecordedTree Tree) : RecordedTreeOpening;

    /// <summary>It cannot.</summary>
    /// <param name="Problem">Why.</param>
    public sealed record Refused(Problem Problem) : RecordedTreeOpening;
}
