using System.Collections.Immutable;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;

namespace Vfleet.Domain.Desired;

/// <summary>Reads the addresses that a PF shall forward besides those of guests.</summary>
internal static class ForwardAddressesReader
{
    private const string Key = "forwardAddresses";

    /// <summary>Reads them.</summary>
    /// <param name="reader">Takes the problems.</param>
    /// <param name="values">The entry of the PF.</param>
    /// <returns>The addresses that could be read, in order.</returns>
    public static ImmutableArray<MacAddress> Read(SectionReader reader, SectionValues values)
    {
        if (values.Node(Key) is not { } node)
        {
            return [];
        }

        if (values.Text("forward") == "none")
        {
            reader.Refuse(
                node.Place, ProblemCode.OptionsConflict, $"{Key} names addresses, and forward: none wants no forwarding", "leave one of the two out");
        }

        var row = DocumentSchema.Pf.Keys.Single(key => key.Name == Key);
        var macs = ImmutableSortedSet.CreateBuilder<MacAddress>();
        foreach (var item in reader.Items(node, "a MAC address"))
        {
            if (reader.ReadSingle(item, row, ((ValueShape.Macs)row.Shape).Item) is not MacAddress mac)
            {
                continue;
            }

            if (!mac.IsUnicast)
            {
                reader.Refuse(item.Place, ProblemCode.MacInvalid, $"{mac} is no address of one station", "give a unicast address: an even first octet, not all zero");
            }
            else if (!macs.Add(mac))
            {
                reader.Refuse(item.Place, ProblemCode.MacDuplicate, $"{mac} stands here a second time", "keep one of the two");
            }
        }

        return [.. macs];
    }
}
