using System.CommandLine;
using Vfleet.Cli.CommandLine;

namespace Vfleet.Cli.Commands.Fleet.Vms;

/// <summary>What commands about work on VMs have in common.</summary>
internal static class VmArguments
{
    private const int Longest = 86_400;

    /// <summary>A VM.</summary>
    public static Argument<string> Vm() => new("VM") { Description = "A VM of the fleet: its name or id." };

    /// <summary>How long something may take.</summary>
    /// <param name="description">What.</param>
    public static Option<string?> Seconds(string description) => new("--seconds") { Description = description, HelpName = "N" };

    /// <summary>Reads how long something may take.</summary>
    /// <param name="values">The command line.</param>
    /// <param name="option">The option.</param>
    public static int? Read(ValueReader values, Option<string?> option) => values.Number(option, 1, Longest);
}
