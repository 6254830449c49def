using Vfleet.Domain.Doctor.Facts;
using Vfleet.Linux.Boot;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Examining;

/// <summary>What the kernel was started with, and what the boot loader's files will start it with.</summary>
internal static class BootReading
{
    /// <summary>The arguments in effect.</summary>
    public const string Running = "proc/cmdline";

    private const string EntryKey = "options";

    public static BootFacts Read(SysfsRoot root) => new()
    {
        Running = root.TryReadText(Running, out var text) == Errno.None ? Line(Running, text, text) : null,
        Configured = [.. Files(root).SelectMany(path => root.TryReadText(path, out var content) == Errno.None ? Lines(path, content) : [])],
    };

    /// <summary>The boot loader's files that may name arguments.</summary>
    /// <param name="root">The host.</param>
    /// <returns>Paths relative to the root.</returns>
    public static IEnumerable<string> Files(SysfsRoot root) =>
    [
        "etc/default/grub",
        .. root.List("etc/default/grub.d").Where(name => name.EndsWith(".cfg", StringComparison.Ordinal)).Select(name => $"etc/default/grub.d/{name}"),
        "etc/kernel/cmdline",
        .. BootEntries.Default(root) is { } entry ? [entry] : Array.Empty<string>(),
    ];

    /// <summary>The lines of such a file that name arguments.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its text.</param>
    /// <returns>The lines.</returns>
    public static IEnumerable<BootLine> Lines(string path, string content)
    {
        foreach (var line in content.Split('\n').Select(line => line.Trim()))
        {
            if (path.StartsWith("etc/kernel/", StringComparison.Ordinal))
            {
                if (line.Length > 0)
                {
                    yield return Line(path, line, line);
                }
            }
            else if (path.StartsWith("boot/", StringComparison.Ordinal))
            {
                if (line.StartsWith(EntryKey, StringComparison.Ordinal) && line.Length > EntryKey.Length && char.IsWhiteSpace(line[EntryKey.Length]))
                {
                    yield return Line(path, line, line[EntryKey.Length..]);
                }
            }
            else if (line.Split('=', 2) is ["GRUB_CMDLINE_LINUX" or "GRUB_CMDLINE_LINUX_DEFAULT", var value])
            {
                yield return Line(path, line, Unquote(value.Trim()));
            }
        }
    }

    private static BootLine Line(string path, string text, string arguments) => new(
        $"/{path}",
        text,
        [.. KernelCommandLine.Parse(arguments).Arguments.Select(argument => new BootArgument(argument.Name, argument.Value))]);

    // A shell's word: quoted with " or '.
    private static string Unquote(string text) =>
        text.Length >= 2 && text[0] is '"' or '\'' && text[^1] == text[0] ? text[1..^1] : text;
}
