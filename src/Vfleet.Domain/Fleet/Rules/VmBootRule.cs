using Vfleet.Domain.Guests;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>What a VM starts from: its firmware or kernel, its disks, its seed.</summary>
internal static class VmBootRule
{
    /// <summary>Disks of one VM.</summary>
    private const int MostDisks = 32;

    /// <summary>The longest path, with its end (PATH_MAX of <c>include/uapi/linux/limits.h</c>).</summary>
    private const int LongestPath = 4095;

    /// <summary>The longest command line of a kernel on x86 (COMMAND_LINE_SIZE of <c>arch/x86/include/asm/setup.h</c>), with its end.</summary>
    private const int LongestCommandLine = 2047;

    /// <summary>Characters of a seed's files, each: they go along with every start.</summary>
    private const int LongestSeed = 256 * 1024;

    public static IEnumerable<Problem> Check(Vm vm) => [.. CheckBoot(vm.Boot), .. CheckDisks(vm), .. CheckSeed(vm.Seed)];

    /// <summary>What a guest that is defined on a host was made of cannot change any more.</summary>
    public static IEnumerable<Problem> CheckFixed(Vm before, Vm after)
    {
        string[] changed =
        [
            .. before.Topology == after.Topology ? Array.Empty<string>() : ["topology"],
            .. before.Boot == after.Boot ? Array.Empty<string>() : ["boot"],
            .. before.Disks.AsSpan().SequenceEqual(after.Disks.AsSpan()) ? Array.Empty<string>() : ["disks"],
            .. before.Seed == after.Seed ? Array.Empty<string>() : ["seed"],
        ];
        return changed.Select(path => new Problem(
            FleetCode.VmDefinitionFixed, $"the {path} of {before.Name} cannot change while it is started, runs or is stopped", "stop it first", path));
    }

    private static IEnumerable<Problem> CheckBoot(GuestBoot boot) =>
    [
        .. NameRule.CheckChoice<GuestFirmware>(boot.Firmware, "firmware", "boot.firmware"),
        .. boot.Kernel is { } kernel ? CheckPath(kernel, "boot.kernel") : [],
        .. boot.Initrd is { } initrd ? CheckPath(initrd, "boot.initrd") : [],
        .. boot is { Kernel: null, Initrd: not null } ? [NeedsKernel("an initial RAM disk", "boot.initrd")] : Array.Empty<Problem>(),
        .. boot is { Kernel: null, CommandLine: not null } ? [NeedsKernel("a command line", "boot.commandLine")] : Array.Empty<Problem>(),
        .. boot.CommandLine is { Length: > LongestCommandLine } line
            ? [new Problem(FleetCode.NumberOutOfRange, $"the command line has {line.Length} characters", $"give at most {LongestCommandLine}", "boot.commandLine")]
            : Array.Empty<Problem>(),
    ];

    private static IEnumerable<Problem> CheckDisks(Vm vm)
    {
        var disks = vm.Disks.IsDefault ? [] : vm.Disks;
        if (disks.Length > MostDisks)
        {
            yield return new Problem(FleetCode.NumberOutOfRange, $"{vm.Name} has {disks.Length} disks", $"give it at most {MostDisks}", "disks");
        }

        for (var i = 0; i < disks.Length; i++)
        {
            foreach (var problem in CheckPath(disks[i].Path, $"disks[{i}].path")
                .Concat(NameRule.CheckChoice<GuestDiskFormat>(disks[i].Format, "format", $"disks[{i}].format"))
                .Concat(NameRule.CheckChoice<GuestDiskBus>(disks[i].Bus, "bus", $"disks[{i}].bus")))
            {
                yield return problem;
            }

            if (disks.Take(i).Any(other => other.Path == disks[i].Path))
            {
                yield return new Problem(FleetCode.DiskGivenTwice, $"the disk {disks[i].Path} is given twice", "give it once", $"disks[{i}].path");
            }
        }
    }

    private static IEnumerable<Problem> CheckSeed(GuestSeed? seed) => seed is null ? [] :
    [
        .. CheckLength(seed.UserData, "seed.userData"),
        .. CheckLength(seed.NetworkConfig ?? "", "seed.networkConfig"),
        .. seed.HostName is { } name && !FleetHostRule.IsDnsName(name)
            ? [new Problem(FleetCode.HostNameInvalid, $"'{name}' cannot be the name of a host", "give a name as DNS has them, or none for the VM's own", "seed.hostName")]
            : Array.Empty<Problem>(),
    ];

    private static IEnumerable<Problem> CheckLength(string text, string path) => text.Length <= LongestSeed ? [] :
        [new Problem(FleetCode.SeedTooLong, $"{path} has {text.Length} characters", $"give at most {LongestSeed}, and let the guest fetch the rest", path)];

    private static IEnumerable<Problem> CheckPath(string path, string where) =>
        path.StartsWith('/') && path.Length <= LongestPath && !path.EndsWith('/') && !path.Any(char.IsControl) ? [] :
        [
            new Problem(
                FleetCode.PathInvalid,
                path.StartsWith('/') ? $"'{path}' cannot be the path of a file" : $"'{path}' is no absolute path",
                "give the file's path on the host, from / on",
                where),
        ];

    private static Problem NeedsKernel(string what, string path) =>
        new(FleetCode.BootNeedsKernel, $"{what} is of no use without a kernel", "give the kernel too, or leave it to what is on the first disk", path);
}
