using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vfleet.Cli.Interop;

namespace Vfleet.Cli.Tests.Interop;

public sealed class TerminalInputTests
{
    /// <summary>glibc's bits/termios-struct.h: four flags, a line discipline, 32 characters, two speeds.</summary>
    [Fact]
    public void The_settings_of_a_terminal_are_as_large_as_the_C_library_has_them()
    {
        Unsafe.SizeOf<TerminalInput.Settings>().ShouldBe(60);
        Marshal.OffsetOf<TerminalInput.Settings>(nameof(TerminalInput.Settings.Characters)).ShouldBe(17);
        Marshal.OffsetOf<TerminalInput.Settings>(nameof(TerminalInput.Settings.InSpeed)).ShouldBe(52);
    }
}
