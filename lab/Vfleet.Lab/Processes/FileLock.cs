namespace Vfleet.Lab.Processes;

/// <summary>A lock between processes, on a file; the kernel frees it when its holder dies.</summary>
internal static class FileLock
{
    /// <summary>Takes the lock.</summary>
    /// <param name="path">The file, made if it is not there. It is never removed: another process may just be opening it.</param>
    /// <param name="deadline">How long to wait for another holder.</param>
    /// <param name="onWait">Called once when another process holds it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The lock; disposing frees it.</returns>
    /// <exception cref="LabException">The deadline passed.</exception>
    public static async Task<IDisposable> TakeAsync(string path, TimeSpan deadline, Action? onWait, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                // FileShare.None is an flock(2) on Unix.
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e is not DirectoryNotFoundException)
            {
                if (TimeProvider.System.GetElapsedTime(start) > deadline)
                {
                    throw new LabException($"another process holds {path} for more than {deadline.TotalMinutes:0} minutes", e);
                }
            }

            onWait?.Invoke();
            onWait = null;
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
        }
    }
}
