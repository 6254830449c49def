using System.ComponentModel;
using System.Runtime.InteropServices;
using Vfleet.Linux.Interop;

namespace Vfleet.Linux.Files;

/// <summary>Files that are either the old or the new content after a kill or a power cut at any moment, never half of one.</summary>
public static class DurableFile
{
    private const int CloseOnExec = 0x80000;

    /// <summary>Replaces a file's content: written beside it, synchronised to the disk, renamed over it, the folder synchronised.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="content">The whole new content.</param>
    /// <param name="mode">Who may read and write it; null for what the process's umask leaves.</param>
    /// <exception cref="IOException">The disk is full, read-only or broken; the old content still stands.</exception>
    /// <exception cref="UnauthorizedAccessException">The caller may not write there.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode? mode = null)
    {
        var temporary = path + ".new";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0))
            {
                if (mode is { } only && !OperatingSystem.IsWindows())
                {
                    // Before anything is in it: what stands there already keeps its own mode.
                    File.SetUnixFileMode(file.SafeFileHandle, only);
                }

                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }

        SynchronizeFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Removes a file, so that it is gone after a power cut too. A file that is missing is no fault.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The disk is read-only or broken.</exception>
    public static void Delete(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
            SynchronizeFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
    }

    /// <summary>Brings what was made, renamed and removed in a folder to the disk.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">The disk is broken, or the folder cannot be opened.</exception>
    public static void SynchronizeFolder(string folder)
    {
        using var handle = DurabilityCalls.Open(folder, CloseOnExec, 0);
        if (handle.IsInvalid || DurabilityCalls.Synchronize(handle) != 0)
        {
            throw new IOException($"cannot synchronise {folder}", new Win32Exception(Marshal.GetLastPInvokeError()));
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The first fault is the one to tell; a leftover .new file is overwritten by the next write.
        }
    }
}
