using System.Runtime.InteropServices;

namespace Vfleet.Linux.Interop;

/// <summary>The memory of this process beside the runtime's own heap, for programs that mostly sleep.</summary>
public static partial class ProcessMemory
{
    // include/uapi/linux/prctl.h
    private const int SetHugePagesDisabled = 41;

    /// <summary>Asks for no transparent huge pages from now on: a few touched bytes then cost 4 KiB, not 2 MiB (prctl(2), PR_SET_THP_DISABLE).</summary>
    /// <returns>Whether the kernel agreed.</returns>
    public static bool AvoidHugePages() => Control(SetHugePagesDisabled, 1, 0, 0, 0) == 0;

    /// <summary>Gives what the C library holds in reserve back to the system (malloc_trim(3)): libvirt's answers are made there.</summary>
    public static void GiveBack() => _ = Trim(0);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keep);
}
