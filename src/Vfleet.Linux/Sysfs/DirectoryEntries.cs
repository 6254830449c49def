using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Vfleet.Linux.Interop;

namespace Vfleet.Linux.Sysfs;

/// <summary>A walk through a directory's names as bytes, without "." and "..".</summary>
public unsafe ref struct DirectoryEntries
{
    // struct linux_dirent64: inode 8, offset 8, record length 2, type 1, name (include/linux/dirent.h).
    private const int LengthAt = 16;
    private const int NameAt = 19;

    private readonly SysfsDirectory _directory;
    private readonly Span<byte> _buffer;
    private int _position;
    private int _filled;

    internal DirectoryEntries(SysfsDirectory directory, Span<byte> buffer)
    {
        _directory = directory;
        _buffer = buffer;
    }

    /// <summary>The present entry's name, valid until the next call of <see cref="Next"/>.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Why the walk ended early, or <see cref="Errno.None"/>.</summary>
    public Errno Errno { get; private set; }

    /// <summary>Goes to the next entry.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Next()
    {
        while (_position < _filled || Fill())
        {
            var record = _buffer[_position.._filled];
            var length = BinaryPrimitives.ReadUInt16LittleEndian(record[LengthAt..]);
            _position += length;
            Name = record[NameAt..length];
            Name = Name[..Name.IndexOf((byte)0)];
            if (!Name.SequenceEqual("."u8) && !Name.SequenceEqual(".."u8))
            {
                return true;
            }
        }

        return false;
    }

    private bool Fill()
    {
        nint got;
        fixed (byte* pointer = _buffer)
        {
            got = FileCalls.GetDirectoryEntries(_directory.Descriptor, pointer, (nuint)_buffer.Length);
        }

        GC.KeepAlive(_directory);
        Errno = got >= 0 ? Errno.None : (Errno)Marshal.GetLastPInvokeError();
        _position = 0;
        _filled = got > 0 ? (int)got : 0;
        return got > 0;
    }
}
