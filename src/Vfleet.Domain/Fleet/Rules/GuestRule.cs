using System.Collections.Immutable;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>What a VM may be made of: its disks, how it starts, what cloud-init in it is told.</summary>
public static class GuestRule
{
    /// <summary>The most disks: one SCSI controller and the machine's slots take more, but nobody has needed them.</summary>
    public const int MostDisks = 64;

    /// <summary>The longest path: PATH_MAX of <c>include/uapi/linux/limits.h</c> without the terminating NUL.</summary>
    public const int LongestPath = 4095;

    /// <summary>The longest file of a seed, in characters.</summary>
    public const int LongestSeed = 65_536;

    /// <summary>Checks it.</summary>
    /// <param name="vm">The VM.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Check(Vm vm)
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        if (vm.Disks.Length > MostDisks)
        {
            problems.Add(new Problem(ProblemCode.OutOfRange, $"{vm.Disks.Length} disks are too many", $"give at most {MostDisks}", "disks"));
        }

        for (var at = 0; at < vm.Disks.Length; at++)
        {
            CheckPath(vm.Disks[at].Path, $"disks[{at}].path", problems);
        }

        foreach (var twice in vm.Disks.Where(disk => !disk.IsReadOnly).GroupBy(disk => disk.Path, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            problems.Add(new Problem(ProblemCode.OptionsConflict, $"the disk {twice.Key} is given twice, and can be written twice", "give it once", "disks"));
        }

        CheckBoot(vm.Boot, problems);
        CheckSeed(vm.Seed, problems);
        return problems.DrainToImmutable();
    }

    private static void CheckBoot(GuestBoot boot, ImmutableArray<Problem>.Builder problems)
    {
        if (!Enum.IsDefined(boot.Firmware))
        {
            problems.Add(new Problem(ProblemCode.OutOfRange, $"there is no firmware {(int)boot.Firmware}", "give bios or uefi", "boot.firmware"));
        }

        if (boot.Kernel is null && (boot.Initrd is not null || boot.CommandLine is not null))
        {
            problems.Add(new Problem(ProblemCode.OptionsConflict, "an initial RAM disk or a command line is of use to a kernel only", "give the kernel too", "boot.kernel"));
        }

        if (boot.Kernel is { } kernel)
        {
            CheckPath(kernel, "boot.kernel", problems);
        }

        if (boot.Initrd is { } initrd)
        {
            CheckPath(initrd, "boot.initrd", problems);
        }

        CheckCharacters(boot.CommandLine ?? "", "boot.commandLine", problems);
    }

    private static void CheckSeed(GuestSeed? seed, ImmutableArray<Problem>.Builder problems)
    {
        foreach (var (text, path) in new[] { (seed?.UserData, "seed.userData"), (seed?.NetworkConfig, "seed.networkConfig"), (seed?.HostName, "seed.hostName") })
        {
            if (text?.Length > LongestSeed)
            {
                problems.Add(new Problem(ProblemCode.OutOfRange, $"{path} has {text.Length} characters", $"give at most {LongestSeed}", path));
            }
        }

        if (seed?.HostName is { } name && (name.Length is 0 or > 253 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.'))))
        {
            problems.Add(new Problem(ProblemCode.Malformed, "seed.hostName is no host name", "give 1 to 253 letters, digits, - and .", "seed.hostName"));
        }
    }

    private static void CheckPath(string path, string member, ImmutableArray<Problem>.Builder problems)
    {
        if (!path.StartsWith('/') || path.Length > LongestPath)
        {
            problems.Add(new Problem(ProblemCode.Malformed, $"{member} is no absolute path", "give the path on the host from its root on", member));
        }

        CheckCharacters(path, member, problems);
    }

    // XML has no other control characters, and no path or command line of a kernel has a line's end.
    private static void CheckCharacters(string text, string member, ImmutableArray<Problem>.Builder problems)
    {
        if (text.Any(char.IsControl))
        {
            problems.Add(new Problem(ProblemCode.Malformed, $"{member} has control characters", "leave them out", member));
        }
    }
}
