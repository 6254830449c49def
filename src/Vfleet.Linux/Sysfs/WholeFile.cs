using System.Buffers;
using System.Runtime.InteropServices;
using Vfleet.Linux.Interop;

namespace Vfleet.Linux.Sysfs;

/// <summary>Reads an open file to its end.</summary>
internal static unsafe class WholeFile
{
    // Files of proc and sysfs report no length, so the end is found by reading; most fit the first buffer.
    private const int FirstBuffer = 4096;

    // The shared pool keeps what it gets back, for each thread: megabytes of a list of modules stay for good in a program that then sleeps.
    private const int LargestPooled = 64 << 10;

    public static Errno Read(int file, int limit, out byte[] content)
    {
        content = [];
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(FirstBuffer, limit + 1));
        try
        {
            var length = 0;
            while (true)
            {
                var errno = Read(file, buffer.AsSpan(length), out var got);
                if (errno != Errno.None)
                {
                    return errno;
                }

                length += got;
                if (length > limit)
                {
                    return Errno.TooLong;
                }

                if (got == 0)
                {
                    content = buffer.AsSpan(0, length).ToArray();
                    return Errno.None;
                }

                if (length == buffer.Length)
                {
                    buffer = Grow(buffer);
                }
            }
        }
        finally
        {
            Return(buffer);
        }
    }

    /// <summary>One read(2), repeated while signals interrupt it.</summary>
    /// <param name="file">An open file.</param>
    /// <param name="buffer">Where to.</param>
    /// <param name="length">Bytes read; 0 at the end.</param>
    /// <returns>Why it failed, or <see cref="Errno.None"/>.</returns>
    public static Errno Read(int file, Span<byte> buffer, out int length)
    {
        while (true)
        {
            nint got;
            fixed (byte* pointer = buffer)
            {
                got = FileCalls.Read(file, pointer, (nuint)buffer.Length);
            }

            length = got > 0 ? (int)got : 0;
            var errno = got >= 0 ? Errno.None : (Errno)Marshal.GetLastPInvokeError();
            if (errno != Errno.Interrupted)
            {
                return errno;
            }
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        var length = buffer.Length * 4;
        var larger = length <= LargestPooled ? ArrayPool<byte>.Shared.Rent(length) : GC.AllocateUninitializedArray<byte>(length);
        buffer.CopyTo(larger, 0);
        Return(buffer);
        return larger;
    }

    private static void Return(byte[] buffer)
    {
        if (buffer.Length <= LargestPooled)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
