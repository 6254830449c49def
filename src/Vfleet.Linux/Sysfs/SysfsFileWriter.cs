using System.Runtime.InteropServices;
using System.Text;
using Vfleet.Linux.Interop;

namespace Vfleet.Linux.Sysfs;

/// <summary>Writes to the running host. A recorded tree is never written.</summary>
public sealed unsafe class SysfsFileWriter : ISysfsWriter
{
    private readonly SysfsRoot _root;

    /// <summary>Makes a writer.</summary>
    /// <param name="root">The running host.</param>
    /// <exception cref="ArgumentException">The root is a recorded tree.</exception>
    public SysfsFileWriter(SysfsRoot root)
    {
        if (!root.IsLive)
        {
            throw new ArgumentException($"{root.Path} is a recorded tree; only the running host can be changed", nameof(root));
        }

        _root = root;
    }

    /// <inheritdoc/>
    public Errno Write(string path, string value)
    {
        var errno = _root.OpenFile(path, FileFlags.WriteOnly | FileFlags.CloseOnExec, out var file);
        if (errno != Errno.None)
        {
            return errno;
        }

        try
        {
            var bytes = Encoding.UTF8.GetBytes(value);
            fixed (byte* pointer = bytes)
            {
                // Never repeated after a signal: the store function may have run already.
                var written = FileCalls.Write(file, pointer, (nuint)bytes.Length);
                return written == bytes.Length ? Errno.None : written >= 0 ? Errno.InputOutput : (Errno)Marshal.GetLastPInvokeError();
            }
        }
        finally
        {
            _ = FileCalls.Close(file);
        }
    }
}
