using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Vfleet.Lab.Requirements;

/// <summary>One thing that this machine lacks.</summary>
/// <param name="What">What is missing.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record MissingRequirement(string What, string Remedy);

/// <summary>Whether this machine can run the lab.</summary>
/// <param name="Missing">What it lacks; empty when it can.</param>
public sealed record LabRequirements(ImmutableArray<MissingRequirement> Missing)
{
    private const long NeededDiskBytes = 6L << 30;
    private const long NeededMemoryBytes = 4L << 30;

    // Program, and the Debian package that brings it.
    private static readonly (string Program, string Package)[] s_programs =
    [
        ("debootstrap", "debootstrap"), ("mkfs.ext4", "e2fsprogs"), ("ip", "iproute2"), ("sysctl", "procps"), ("ssh", "openssh-client"),
        ("ssh-keygen", "openssh-client"), ("unshare", "util-linux"), ("chroot", "coreutils"), ("bash", "bash"),
    ];

    /// <summary>Looks at this machine.</summary>
    /// <returns>What it lacks.</returns>
    public static LabRequirements Check()
    {
        var missing = ImmutableArray.CreateBuilder<MissingRequirement>();
        if (!string.Equals(Environment.UserName, "root", StringComparison.Ordinal) || !Environment.IsPrivilegedProcess)
        {
            missing.Add(new("root", "run as root: the lab makes network namespaces, taps and mounts"));
        }

        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
        {
            missing.Add(new("x86-64 Linux", "run on an x86-64 machine: the emulated hosts run Debian amd64 out of a chroot"));
        }

        foreach (var group in s_programs.Where(entry => !IsInPath(entry.Program)).GroupBy(entry => entry.Package, StringComparer.Ordinal))
        {
            var programs = string.Join(", ", group.Select(entry => entry.Program));
            missing.Add(new($"program {programs}", $"run lab/install-host-packages, or apt-get install {group.Key}"));
        }

        if (!File.Exists("/dev/net/tun"))
        {
            missing.Add(new("/dev/net/tun", "modprobe tun; in a container, pass the device in (--device /dev/net/tun)"));
        }

        if (!Directory.Exists("/proc/self/ns") || !File.Exists("/proc/self/ns/net"))
        {
            missing.Add(new("network namespaces", "use a kernel with CONFIG_NET_NS"));
        }

        AddSpace(missing);
        return new(missing.ToImmutable());
    }

    /// <summary>Turns a lack into an exception that lists all of it.</summary>
    /// <exception cref="LabException">Something is missing.</exception>
    public void OrThrow()
    {
        if (!Missing.IsEmpty)
        {
            var list = string.Join('\n', Missing.Select(entry => $"- {entry.What}: {entry.Remedy}"));
            throw new LabException("This machine cannot run the lab. Missing:\n" + list);
        }
    }

    private static bool IsInPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static void AddSpace(ImmutableArray<MissingRequirement>.Builder missing)
    {
        var existing = new DirectoryInfo(LabPaths.Cache);
        while (existing is { Exists: false, Parent: not null })
        {
            existing = existing.Parent;
        }

        var free = new DriveInfo(existing.FullName).AvailableFreeSpace;
        if (!Image.LabImage.Current.IsBuilt && free < NeededDiskBytes)
        {
            missing.Add(new(
                $"disk space: {NeededDiskBytes >> 30} GiB to build the image, {free >> 20} MiB free",
                $"free some in {existing.FullName}, or set VFLEET_LAB_CACHE"));
        }

        var memory = AvailableMemoryBytes(File.ReadAllText("/proc/meminfo"));
        if (memory < NeededMemoryBytes)
        {
            missing.Add(new(
                $"memory: {NeededMemoryBytes >> 20} MiB per host, {memory >> 20} MiB available",
                "end other programs, or other labs ('lab status')"));
        }
    }

    /// <summary>Reads <c>MemAvailable</c> of <c>/proc/meminfo</c> (proc_meminfo(5)).</summary>
    /// <param name="text">The file's text.</param>
    /// <returns>Bytes; 0 when the line is not there.</returns>
    internal static long AvailableMemoryBytes(string text)
    {
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal));
        var words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length > 1 && long.TryParse(words[1], out var kibibytes) ? kibibytes * 1024 : 0;
    }
}
