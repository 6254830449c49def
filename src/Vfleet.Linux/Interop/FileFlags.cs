using System.Runtime.InteropServices;

namespace Vfleet.Linux.Interop;

/// <summary>open(2) flags; two of them have other values on Arm (arch/arm64/include/uapi/asm/fcntl.h).</summary>
internal static class FileFlags
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int PathOnly = 0x200000;

    private static readonly bool s_arm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    public static int Directory => s_arm ? 0x4000 : 0x10000;

    public static int NoFollow => s_arm ? 0x8000 : 0x20000;
}
