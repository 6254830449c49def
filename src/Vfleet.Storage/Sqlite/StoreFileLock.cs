using System.Globalization;

namespace Vfleet.Storage.Sqlite;

/// <summary>
/// That one process owns the file: it keeps in memory what is in there. The kernel frees the lock when the process ends, however it ends
/// (flock(2), which FileShare.None takes).
/// </summary>
internal sealed class StoreFileLock : IDisposable
{
    private readonly FileStream _file;

    private StoreFileLock(FileStream file)
    {
        _file = file;
    }

    /// <summary>Whether another process has the lock beside a file.</summary>
    public static bool IsHeld(string path)
    {
        if (!File.Exists(path + ".lock"))
        {
            return false;
        }

        try
        {
            using var free = new FileStream(path + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Takes the lock beside a file.</summary>
    /// <exception cref="StoreException">Another process has it, or the folder cannot be written.</exception>
    public static StoreFileLock Take(string path)
    {
        try
        {
            var file = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            try
            {
                // Beside it, for while it is held nobody else can open it.
                File.WriteAllText(path + ".pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
                return new(file);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            throw new StoreException("open", path, fault.Message, $"make the folder {Path.GetDirectoryName(path)}, and let the engine's user write there", fault);
        }
        catch (IOException fault) when (Holder(path) is { } holder)
        {
            throw new StoreException(
                "open", path, $"the process with pid {holder} has it open", "end that one first; for several engines on one store, use PostgreSQL", fault);
        }
        catch (IOException fault)
        {
            throw new StoreException("open", path, fault.Message, $"look at the disk of {Path.GetDirectoryName(path)}", fault) { IsTransient = true };
        }
    }

    public void Dispose() => _file.Dispose();

    private static string? Holder(string path)
    {
        try
        {
            return File.ReadAllText(path + ".pid") is { Length: > 0 } pid ? pid : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
