using System.Globalization;
using System.Runtime.InteropServices;

namespace Vfleet.Linux.Interop;

/// <summary>The memory of this process beside the runtime's own heap, for programs that mostly sleep.</summary>
public static partial class ProcessMemory
{
    // include/uapi/linux/prctl.h
    private const int SetHugePagesDisabled = 41;

    // include/uapi/asm-generic/mman-common.h
    private const int PageOut = 21;

    /// <summary>Asks for no transparent huge pages from now on: a few touched bytes then cost 4 KiB, not 2 MiB (prctl(2), PR_SET_THP_DISABLE).</summary>
    /// <returns>Whether the kernel agreed.</returns>
    public static bool AvoidHugePages() => Control(SetHugePagesDisabled, 1, 0, 0, 0) == 0;

    /// <summary>
    /// Gives what the C library holds in reserve back to the system (malloc_trim(3)): libvirt's answers are made there. And the pages of the program's
    /// own file that were read in to work (madvise(2), MADV_PAGEOUT): what is needed again is read again.
    /// </summary>
    public static void GiveBack()
    {
        _ = Trim(0);
        try
        {
            var program = Environment.ProcessPath;
            foreach (var line in File.ReadLines("/proc/self/maps"))
            {
                // 7f00-7f10 r-xp 00000000 08:01 123   /usr/bin/vfleet; nothing that was written is touched.
                if (program is not null && line.EndsWith(program, StringComparison.Ordinal) && line.Split(' ', 3) is [var range, ['r', '-', ..], _]
                    && range.Split('-') is [var from, var to]
                    && nuint.TryParse(from, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var start)
                    && nuint.TryParse(to, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var end))
                {
                    _ = Advise(start, end - start, PageOut);
                }
            }
        }
        catch (IOException)
        {
            // The kernel drops them when it needs the room.
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keep);
}
