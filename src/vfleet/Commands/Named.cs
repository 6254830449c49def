using System.CommandLine;

namespace Vfleet.Cli.Commands;

/// <summary>The arguments that several commands have. Shell completion knows by the name what can stand there.</summary>
internal static class Named
{
    /// <summary>A PF.</summary>
    public static Argument<string> Pf() => new("PF")
    {
        Description = "A physical function: its netdev (enp1s0f0) or its PCI address (0000:01:00.0).",
    };

    /// <summary>A VF.</summary>
    public static Argument<string> Vf() => new("VF")
    {
        Description = "A virtual function: PF and index (enp1s0f0/3, 0000:01:00.0/3), its own PCI address (0000:01:10.6) or its netdev.",
    };

    /// <summary>A VF, or a PF that has a free one.</summary>
    public static Argument<string> Function() => new("FUNCTION")
    {
        Description = "A virtual function (enp1s0f0/3), or a physical function (enp1s0f0) whose next free one is taken.",
    };

    /// <summary>A guest.</summary>
    public static Argument<string> Guest() => new("GUEST") { Description = "A libvirt guest: its name or UUID." };

    /// <summary>Live part of a guest.</summary>
    /// <param name="description">What it does.</param>
    public static Option<bool> Live(string description) => new("--live") { Description = description };

    /// <summary>Persistent part of a guest.</summary>
    /// <param name="description">What it does.</param>
    public static Option<bool> Persistent(string description) => new("--persistent") { Description = description };

    /// <summary>Only plan.</summary>
    public static Option<bool> DryRun() => new("--dry-run")
    {
        Description = "Show the plan that would be executed, or every reason why not, and change nothing.",
    };

    /// <summary>The host's document.</summary>
    public static Option<string?> Document() => new("--file")
    {
        Description = "The host's document; /etc/vfleet/host.yaml when not given (under --root, that of the recorded host).",
        HelpName = "FILE",
    };

    /// <summary>A recorded host.</summary>
    /// <param name="description">What it is for.</param>
    public static Argument<string> Recording(string description) => new("FILE") { Description = description, Arity = ArgumentArity.ZeroOrOne };

    /// <summary>Go on in spite of a danger.</summary>
    /// <param name="description">Of which.</param>
    public static Option<bool> Force(string description) => new("--force") { Description = description };
}
