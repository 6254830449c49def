using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vfleet.Cli.Interop;

/// <summary>Reading standard input, and keeping its terminal from showing what is typed (termios(3)).</summary>
internal static partial class TerminalInput
{
    private const int Input = 0;
    private const int Interrupted = 4;
    private const int AfterOutput = 1;

    /// <summary>Reads a byte (read(2)).</summary>
    /// <returns>The byte; null at the end of the input, or when it cannot be read.</returns>
    public static byte? ReadByte()
    {
        while (true)
        {
            byte value = 0;
            switch (Read(Input, ref value, 1))
            {
                case 1:
                    return value;
                case < 0 when Marshal.GetLastPInvokeError() == Interrupted:
                    continue;
                default:
                    return null;
            }
        }
    }

    /// <summary>Keeps the terminal from showing what is typed, and from making signals of it.</summary>
    /// <returns>Puts the terminal back when disposed.</returns>
    public static IDisposable Mute()
    {
        var before = default(Settings);
        if (GetSettings(Input, ref before) != 0)
        {
            return new Muted(null);
        }

        var mute = before;
        mute.Local &= ~(Settings.Echo | Settings.Lines | Settings.Signals);
        mute.Characters[Settings.Minimum] = 1;
        mute.Characters[Settings.Time] = 0;
        _ = SetSettings(Input, AfterOutput, in mute);
        return new Muted(before);
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, ref byte buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetSettings(int descriptor, ref Settings settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetSettings(int descriptor, int when, in Settings settings);

    private sealed class Muted(Settings? before) : IDisposable
    {
        public void Dispose()
        {
            if (before is { } settings)
            {
                _ = SetSettings(Input, AfterOutput, in settings);
            }
        }
    }

    /// <summary>struct termios of glibc's bits/termios-struct.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Settings
    {
        public const uint Signals = 1;
        public const uint Lines = 2;
        public const uint Echo = 8;
        public const int Time = 5;
        public const int Minimum = 6;

        public uint In;
        public uint Out;
        public uint Control;
        public uint Local;
        public byte Discipline;
        public ControlCharacters Characters;
        public uint InSpeed;
        public uint OutSpeed;
    }

    /// <summary>Its 32 control characters.</summary>
    [InlineArray(32)]
    internal struct ControlCharacters
    {
        private byte _first;
    }
}
