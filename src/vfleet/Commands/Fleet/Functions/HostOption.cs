using System.CommandLine;
using Vfleet.Cli.CommandLine;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Commands.Fleet.Functions;

/// <summary>The option that makes commands about functions act on a host of the fleet instead of this one.</summary>
internal static class HostOption
{
    /// <summary>Every host.</summary>
    public const string All = "all";

    /// <summary>Makes it.</summary>
    /// <param name="forAll">Whether it takes every host.</param>
    public static Option<string?> Create(bool forAll) => new("--host")
    {
        Description = forAll
            ? $"Ask the engine about this host of the fleet, or about '{All}' of them, instead of reading this machine."
            : "Ask the engine about this host of the fleet, instead of this machine.",
        HelpName = "NAME",
    };

    /// <summary>Refuses options that belong to the other sort of host.</summary>
    /// <param name="values">The command line.</param>
    /// <param name="options">The options.</param>
    /// <param name="why">What is wrong with each.</param>
    /// <param name="remedy">What to do.</param>
    public static void Refuse(ValueReader values, IEnumerable<Option> options, string why, string remedy)
    {
        foreach (var option in options.Where(values.IsGiven))
        {
            values.Refuse(new Problem(ProblemCode.OptionsConflict, $"{option.Name} {why}", remedy, option.Name.TrimStart('-')));
        }
    }
}
