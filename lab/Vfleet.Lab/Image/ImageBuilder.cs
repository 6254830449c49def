using Vfleet.Lab.Processes;

namespace Vfleet.Lab.Image;

/// <summary>Builds the image when it is not in the cache, and clears old ones away.</summary>
public static class ImageBuilder
{
    private const int KeptGenerations = 2;

    private static readonly TimeSpan s_buildDeadline = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Gives the current image, building what is missing of it. Several processes may ask at once: one builds, the others wait.
    /// </summary>
    /// <param name="progress">Told each step in a few words; may be called on any thread.</param>
    /// <param name="cancellationToken">Ends the build; what is half made is removed by the next build.</param>
    /// <returns>The image.</returns>
    /// <exception cref="LabException">The build failed; the message holds the end of its log.</exception>
    public static async Task<LabImage> EnsureAsync(IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var image = LabImage.Current;
        if (image.IsBuilt)
        {
            return image;
        }

        Directory.CreateDirectory(LabPaths.Cache);
        using var buildLock = await FileLock.TakeAsync(
            Path.Combine(LabPaths.Cache, "build.lock"),
            s_buildDeadline,
            () => progress?.Report("Waiting for another build of the image"),
            cancellationToken);
        RemoveUnfinished();
        if (!Directory.Exists(image.BaseFolder))
        {
            await RunAsync("build-base", image.BaseFolder, ["{out}", LabPaths.Downloads, DebianMirror.Find()], progress, cancellationToken);
        }

        if (!Directory.Exists(image.Folder))
        {
            await RunAsync("build-image", image.Folder, [image.BaseFolder, "{out}"], progress, cancellationToken);
        }

        Prune(image);
        return image;
    }

    private static async Task RunAsync(
        string script, string folder, IReadOnlyList<string> arguments, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var sources = Directory.CreateTempSubdirectory("vfleet-lab-");
        var partial = folder + ".partial";
        try
        {
            ImageSources.ExtractTo(sources.FullName);
            var log = Path.Combine(LabPaths.Cache, script + ".log");
            await using var writer = new StreamWriter(log);
            void OnLine(string line)
            {
                writer.WriteLine(line);
                if (line.StartsWith("== ", StringComparison.Ordinal))
                {
                    progress?.Report(line[3..]);
                }
            }

            // The script's mounts live and end in a mount namespace of its own.
            var result = await Command.RunAsync(
                "unshare",
                ["--mount", "bash", "-c", "exec bash \"$0\" \"$@\" 2>&1", Path.Combine(sources.FullName, script),
                    .. arguments.Select(argument => argument.Replace("{out}", partial, StringComparison.Ordinal))],
                s_buildDeadline,
                onLine: OnLine,
                cancellationToken: cancellationToken);
            if (!result.Succeeded)
            {
                var end = string.Join('\n', result.Output.Split('\n').TakeLast(30));
                throw new LabException(
                    $"The lab's image cannot be built: {script} exited with {result.ExitCode}. Its log is {log}; it ends:\n{end}");
            }

            Directory.Move(partial, folder);
        }
        finally
        {
            sources.Delete(recursive: true);
        }
    }

    private static void RemoveUnfinished()
    {
        foreach (var folder in Directory.EnumerateDirectories(LabPaths.Cache, "*.partial"))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Keeps the newest of each kind, and whatever a lab that runs was started from.
    private static void Prune(LabImage current)
    {
        var used = Hosts.LabState.ReadAll().SelectMany(state => new[] { state.Image.Folder, state.Image.BaseFolder })
            .Append(current.Folder).Append(current.BaseFolder).ToHashSet(StringComparer.Ordinal);
        foreach (var kind in new[] { "base-*", "image-*" })
        {
            var old = new DirectoryInfo(LabPaths.Cache).GetDirectories(kind)
                .OrderByDescending(folder => folder.LastWriteTimeUtc)
                .Skip(KeptGenerations)
                .Where(folder => !used.Contains(folder.FullName));
            foreach (var folder in old)
            {
                folder.Delete(recursive: true);
            }
        }
    }
}
