using Vfleet.Domain.Problems;
using Vfleet.Host.Capturing;

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
    /// <param name="path">A folder that holds the host's files, or a file of <c>vfleet capture</c>, which is unpacked into a folder of the caller's own.</param>
    /// <returns>The files, or why they cannot be had.</returns>
    public static RecordedTreeOpening Open(string path)
    {
        if (Directory.Exists(path))
        {
            return new RecordedTreeOpening.Opened(new RecordedTree(Path.GetFullPath(path), null));
        }

        if (!File.Exists(path))
        {
            return Refused(ProblemCode.Malformed, $"there is no folder '{path}', nor a file", "give a file of 'vfleet capture', or the folder that holds the recorded sys/", path);
        }

        DirectoryInfo? folder = null;
        try
        {
            folder = MakeFolder();
            using var file = File.OpenRead(path);
            CaptureUnpacking.Unpack(file, folder.FullName);
            return new RecordedTreeOpening.Opened(new RecordedTree(folder.FullName, folder));
        }
        catch (CaptureDamagedException fault)
        {
            folder?.Delete(recursive: true);
            return Refused(ProblemCode.CaptureDamaged, $"{path} is no whole capture: {fault.Message}", "ask for it again: vfleet capture FILE on that host", path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            folder?.Delete(recursive: true);
            return Refused(ProblemCode.FileFault, $"{path} cannot be unpacked: {fault.Message}", $"check the file's rights, and the room in {Path.GetTempPath()} (TMPDIR names another place)", path);
        }
    }

    // Mode 0700, under a name that nobody can guess. Tens of thousands of small files for one reading: in memory where the machine lets us, unless
    // the user has chosen a place (TMPDIR).
    private static DirectoryInfo MakeFolder()
    {
        const string Prefix = "vfleet-", Memory = "/dev/shm";
        var path = Path.Join(Memory, Prefix + Path.GetRandomFileName());
        var isFree = Environment.GetEnvironmentVariable("TMPDIR") is not { Length: > 0 } && Directory.Exists(Memory) && !Path.Exists(path);
        try
        {
            if (isFree && !OperatingSystem.IsWindows())
            {
                return Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Not ours to write in, as in some containers: then on the disk.
        }

        return Directory.CreateTempSubdirectory(Prefix);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _unpacked?.Delete(recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It lies in the folder for temporary files, which the system empties.
        }
    }

    private static RecordedTreeOpening.Refused Refused(ProblemCode code, string message, string remedy, string path) =>
        new(new Problem(code, message, remedy, path));
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
