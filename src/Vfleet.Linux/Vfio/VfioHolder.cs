using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Linux.Vfio;

/// <summary>A process that holds a vfio device open: the VF is in its hands whatever anyone's records say.</summary>
/// <param name="ProcessId">Process id in this pid namespace.</param>
/// <param name="Command">Its name (<c>comm</c>, at most 15 characters), such as "qemu-system-x86".</param>
/// <param name="Guest">The guest's name from QEMU's <c>-name guest=</c>; null when it is no such process.</param>
/// <param name="Group">The IOMMU group of <c>/dev/vfio/GROUP</c>; null for a device of its own.</param>
/// <param name="Device">The name of <c>/dev/vfio/devices/vfioN</c>; null for a group.</param>
public sealed record VfioHolder(int ProcessId, string Command, string? Guest, int? Group, string? Device)
{
    private const string GroupPrefix = "/dev/vfio/";
    private const string DevicePrefix = "/dev/vfio/devices/";

    /// <summary>Looks through all processes. Those that end meanwhile, or that may not be looked into without root, are passed
    /// over.</summary>
    /// <param name="root">The host.</param>
    /// <param name="cancellationToken">Checked between processes.</param>
    /// <returns>The holders, by process id; one for each vfio file that a process has open.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ImmutableArray<VfioHolder> ReadAll(SysfsRoot root, CancellationToken cancellationToken = default)
    {
        var holders = new HashSet<VfioHolder>();
        foreach (var name in root.List("proc"))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var processId))
            {
                ReadProcess(root, processId, holders);
            }
        }

        return [.. holders.OrderBy(holder => holder.ProcessId).ThenBy(holder => holder.Group).ThenBy(holder => holder.Device, StringComparer.Ordinal)];
    }

    /// <summary>Whether this process holds a function.</summary>
    /// <param name="root">The host.</param>
    /// <param name="function">The function.</param>
    /// <returns>Whether it holds the function's group or its own vfio device.</returns>
    public bool Holds(SysfsRoot root, PciFunction function) =>
        (Group is not null && Group == function.IommuGroup)
        || (Device is not null && root.Exists($"{PciTopology.PathOf(function.Address)}/vfio-dev/{Device}"));

    /// <summary>The guest's name in QEMU's arguments, or null.</summary>
    internal static string? GuestOf(ReadOnlySpan<byte> arguments)
    {
        var isName = false;
        foreach (var range in arguments.Split((byte)0))
        {
            var argument = arguments[range];
            if (isName)
            {
                return NameOf(Encoding.UTF8.GetString(argument));
            }

            isName = argument.SequenceEqual("-name"u8) || argument.SequenceEqual("--name"u8);
        }

        return null;
    }

    // "guest=NAME,debug-threads=on" or "NAME,..."; a comma in the name is written twice.
    private static string? NameOf(string value)
    {
        var options = value.Replace(",,", "\0", StringComparison.Ordinal).Split(',').Select(part => part.Replace('\0', ',')).ToArray();
        if (Array.Find(options, part => part.StartsWith("guest=", StringComparison.Ordinal)) is { } named)
        {
            return named["guest=".Length..];
        }

        return options[0].Length == 0 || options[0].Contains('=') ? null : options[0];
    }

    private static void ReadProcess(SysfsRoot root, int processId, HashSet<VfioHolder> holders)
    {
        using var files = root.TryOpenDirectory($"proc/{processId}/fd", out _);
        if (files is null)
        {
            return;
        }

        Span<byte> target = stackalloc byte[PathBytes.Capacity];
        var entries = files.Entries(stackalloc byte[8192]);
        while (entries.Next())
        {
            if (files.TryReadLink(Encoding.ASCII.GetString(entries.Name), target, out var link) == Errno.None
                && link.StartsWith("/dev/vfio/"u8)
                && TryName(Encoding.UTF8.GetString(link), out var group, out var device))
            {
                _ = holders.Add(new VfioHolder(processId, ReadCommand(root, processId), ReadGuest(root, processId), group, device));
            }
        }
    }

    private static bool TryName(string link, out int? group, out string? device)
    {
        group = null;
        device = link.StartsWith(DevicePrefix, StringComparison.Ordinal) ? link[DevicePrefix.Length..] : null;
        if (device is null && int.TryParse(link[GroupPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            group = number;
        }

        // /dev/vfio/vfio is the container: whoever has a group has that too.
        return group is not null || device is not null;
    }

    private static string ReadCommand(SysfsRoot root, int processId) =>
        root.TryReadText($"proc/{processId}/comm", out var text) == Errno.None ? text : "";

    private static string? ReadGuest(SysfsRoot root, int processId) =>
        root.TryReadBytes($"proc/{processId}/cmdline", out var bytes) == Errno.None ? GuestOf(bytes) : null;
}
