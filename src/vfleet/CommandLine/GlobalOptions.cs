using System.CommandLine;

namespace Vfleet.Cli.CommandLine;

/// <summary>The options that every command has.</summary>
internal sealed class GlobalOptions
{
    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All => [Json, Root, Connect, Color, Verbose, Help];

    /// <summary>Answer in JSON.</summary>
    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Answer with one JSON document on standard output, problems included; nothing else is written there.",
        Recursive = true,
    };

    /// <summary>Read a recorded host.</summary>
    public Option<string?> Root { get; } = new("--root")
    {
        Description = "Read a recorded host: a file of 'vfleet capture', or a folder that holds its /sys and /proc. It cannot be changed, but --dry-run plans on it.",
        HelpName = "TREE",
        Recursive = true,
    };

    /// <summary>Where libvirt is.</summary>
    public Option<string?> Connect { get; } = new("--connect")
    {
        Description = "URI of libvirt; qemu:///system when not given.",
        HelpName = "URI",
        Recursive = true,
    };

    /// <summary>When to colour.</summary>
    public Option<string?> Color { get; } = new("--color")
    {
        Description = "Colour the output: auto (on a terminal, unless NO_COLOR is set), always or never.",
        HelpName = "WHEN",
        Recursive = true,
    };

    /// <summary>Show more of faults.</summary>
    public Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Show the stack trace of an unexpected fault, for a report.",
        Recursive = true,
    };

    /// <summary>Show help.</summary>
    public Option<bool> Help { get; } = new("--help", "-h")
    {
        Description = "Show this page.",
        Recursive = true,
    };
}
