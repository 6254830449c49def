using System.CommandLine;
using Vfleet.Lab.Hosts;

namespace Vfleet.Lab.Program.Commands;

/// <summary>What several commands have in common: which lab and which host.</summary>
internal static class CommonOptions
{
    public const string DefaultLab = "lab1";

    public static Option<string> Lab() => new("--name", "-n")
    {
        Description = "Name of the lab",
        DefaultValueFactory = _ => DefaultLab,
    };

    public static Argument<string> Host(string purpose) => new("HOST")
    {
        Description = $"Name of the host {purpose}, e.g. h1",
        DefaultValueFactory = _ => "h1",
    };

    /// <summary>Finds a lab that runs.</summary>
    /// <exception cref="LabException">There is none of that name.</exception>
    public static RunningLab FindLab(string name) =>
        RunningLab.Find(name)
        ?? throw new LabException($"no lab named {name} runs; 'lab up --name {name}' starts it, 'lab status' lists those that run");

    /// <summary>Finds a host of a lab that runs.</summary>
    /// <exception cref="LabException">There is none of that name.</exception>
    public static LabHost FindHost(string lab, string host)
    {
        var found = FindLab(lab);
        return found.Hosts.FirstOrDefault(candidate => string.Equals(candidate.Name, host, StringComparison.Ordinal))
            ?? throw new LabException(
                $"lab {lab} has no host {host}; it has {string.Join(", ", found.Hosts.Select(candidate => candidate.Name))}");
    }
}
