using System.Runtime.InteropServices;
using Vfleet.Cli.Output;

namespace Vfleet.Cli.Interop;

/// <summary>What the program's own file descriptors 1 and 2 are, and writing to them.</summary>
internal static partial class StandardHandles
{
    public const int Output = 1;
    public const int Error = 2;

    // asm-generic/ioctls.h; the same on every architecture that .NET runs on.
    private const nuint TiocGetWindowSize = 0x5413;
    private const int Interrupted = 4;
    private const int TryAgain = 11;

    /// <summary>Whether a terminal is behind the descriptor (isatty(3)).</summary>
    /// <param name="descriptor">1 or 2.</param>
    public static bool IsTerminal(int descriptor) => IsATty(descriptor) == 1;

    /// <summary>Width of the terminal behind the descriptor in columns.</summary>
    /// <param name="descriptor">1 or 2.</param>
    /// <returns>The width; null when there is no terminal or it does not know its size.</returns>
    public static int? Width(int descriptor)
    {
        var size = default(WindowSize);
        return IoctlWindowSize(descriptor, TiocGetWindowSize, ref size) == 0 && size.Columns > 0 ? size.Columns : null;
    }

    /// <summary>Writes all bytes (write(2)).</summary>
    /// <param name="descriptor">1 or 2.</param>
    /// <param name="bytes">What to write.</param>
    /// <exception cref="OutputException">It cannot be written.</exception>
    public static void WriteAll(int descriptor, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var written = Write(descriptor, bytes, (nuint)bytes.Length);
            if (written >= 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }

            var errno = Marshal.GetLastPInvokeError();
            if (errno == Interrupted)
            {
                continue;
            }

            if (errno != TryAgain)
            {
                throw new OutputException(Marshal.GetPInvokeErrorMessage(errno), errno);
            }

            // Somebody made the descriptor non-blocking (it is shared with the shell): wait until it takes more.
            var poll = new PollDescriptor { Descriptor = descriptor, Events = PollDescriptor.Writable };
            _ = Poll(ref poll, 1, -1);
        }
    }

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsATty(int descriptor);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int IoctlWindowSize(int descriptor, nuint request, ref WindowSize size);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int timeoutMilliseconds);

    /// <summary>struct winsize of asm-generic/termios.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort PixelsAcross;
        public ushort PixelsDown;
    }

    /// <summary>struct pollfd of asm-generic/poll.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollDescriptor
    {
        public const short Writable = 4;

        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
