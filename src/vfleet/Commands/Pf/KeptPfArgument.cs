using System.CommandLine;
using Vfleet.Cli.Running;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Problems;
using Vfleet.Host;
using Vfleet.Primitives;

namespace Vfleet.Cli.Commands.Pf;

/// <summary>A PF of which something is kept: the card itself may be gone.</summary>
internal static class KeptPfArgument
{
    /// <summary>Reads it: an address, or the name that it has or had.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="host">The host.</param>
    /// <returns>Its address; null when it cannot be read, which is a problem of the invocation's values then.</returns>
    public static PciAddress? Read(Invocation invocation, Argument<string> argument, IHost host)
    {
        switch (invocation.Values.Function(argument))
        {
            case FunctionSelector.ByAddress(var address):
                return address;
            case FunctionSelector.ByNetdev(var name):
                var kept = host.Keeping.ReadAll(out _).Values.Where(state => state.Card?.Netdev == name).ToList();
                if (kept.Count == 1)
                {
                    return kept[0].Pf;
                }

                invocation.Values.Refuse(new Problem(
                    ProblemCode.PfUnknown, $"nothing is kept of a PF called {name}", "'vfleet pf kept' shows what is kept; name it by its address", argument.Name.ToLowerInvariant()));
                return null;
            case null:
                return null;
            case var other:
                invocation.Values.Refuse(new Problem(
                    ProblemCode.VfNotPf, $"{other} is no physical function", "name a PF by its address, for example 0000:01:00.0", argument.Name.ToLowerInvariant()));
                return null;
        }
    }
}
