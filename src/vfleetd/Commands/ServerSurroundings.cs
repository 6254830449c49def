using System.Collections.Immutable;
using Vfleet.Domain.Problems;
using Vfleet.Storage;

namespace Vfleet.Server.Commands;

/// <summary>What is around the program: where it writes, and what the environment says.</summary>
/// <param name="Out">Answers.</param>
/// <param name="Error">Problems.</param>
/// <param name="Variable">The environment.</param>
/// <param name="Time">The clock.</param>
internal sealed record ServerSurroundings(TextWriter Out, TextWriter Error, Func<string, string?> Variable, TimeProvider Time)
{
    private const int Refused = 2;
    private const int StoreFault = 10;

    /// <summary>Tells why nothing was done.</summary>
    /// <param name="problems">Why.</param>
    /// <returns>The exit code.</returns>
    public int Refuse(ImmutableArray<Problem> problems)
    {
        foreach (var problem in problems)
        {
            Error.WriteLine($"vfleetd: {problem.Message}; {problem.Remedy} ({problem.Code.Name})");
        }

        return Refused;
    }

    /// <summary>Tells that the store does not work.</summary>
    /// <param name="fault">What it said.</param>
    /// <returns>The exit code.</returns>
    public int Refuse(StoreException fault)
    {
        Error.WriteLine($"vfleetd: {fault.Message}");
        return StoreFault;
    }
}
