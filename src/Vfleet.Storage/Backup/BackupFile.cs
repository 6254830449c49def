namespace Vfleet.Storage.Backup;

/// <summary>A backup is written beside, synchronised and renamed: what has its name is whole.</summary>
internal static class BackupFile
{
    /// <summary>Writes a backup.</summary>
    /// <param name="path">The file; it must not exist.</param>
    /// <param name="target">The store.</param>
    /// <param name="read">Reads the store into the writer.</param>
    /// <returns>What was written.</returns>
    public static async Task<BackupSummary> WriteAsync(string path, string target, Func<BackupWriter, Task> read)
    {
        var partial = path + ".partial";
        var made = false;
        try
        {
            if (File.Exists(path))
            {
                throw new StoreException("back up", target, $"{path} exists already", "name another file, or move that one away");
            }

            BackupSummary summary;
            var file = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            made = true;
            await using (file)
            {
                // What is in it may be told to nobody but the owner.
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(file.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                }

                using (var writer = new BackupWriter(file))
                {
                    await read(writer);
                    summary = writer.End();
                }

                file.Flush(flushToDisk: true);
                summary = summary with { Bytes = file.Length };
            }

            File.Move(partial, path, overwrite: false);
            return summary;
        }
        catch (Exception fault)
        {
            if (made)
            {
                File.Delete(partial);
            }

            if (fault is IOException or UnauthorizedAccessException)
            {
                throw new StoreException("back up", target, fault.Message, $"name a file that can be written, on a disk with room, instead of {path}", fault);
            }

            throw;
        }
    }
}
