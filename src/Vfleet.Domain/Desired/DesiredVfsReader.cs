using System.Collections.Immutable;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Domain.Desired;

/// <summary>Reads the settings of VFs: ranges of indices, each with a group of keys.</summary>
internal static class DesiredVfsReader
{
    public static ImmutableArray<DesiredVfs> Read(SectionReader reader, DocumentNode node)
    {
        var ranges = ImmutableArray.CreateBuilder<DesiredVfs>();
        foreach (var (key, value) in reader.Entries(node, "VF indices (5) or ranges (0-3), each with settings"))
        {
            var values = reader.Read(value, DocumentSchema.Settings);
            var settings = ReadSettings(values);
            foreach (var problem in VfSettingsRule.Check(settings))
            {
                reader.Refuse(values.PlaceOf(KeyOf(problem.Path)), problem.Code, problem.Message, problem.Remedy);
            }

            if (VfRange.TryParse(key.Text, out var range))
            {
                ranges.Add(new DesiredVfs(range, settings, key.Place));
            }
            else
            {
                reader.Refuse(
                    key.Place,
                    ProblemCode.Malformed,
                    $"'{key.Text}' is neither a VF index nor a range of them",
                    "give an index from 0 without leading zeros (5), or a range whose end belongs to it (0-3)");
            }
        }

        return ranges.DrainToImmutable();
    }

    private static VfSettings ReadSettings(SectionValues values) => new()
    {
        Mac = values.Value<MacAddress>("mac"),
        Vlan = ReadVlan(values),
        SpoofCheck = values.Value<bool>("spoofCheck"),
        Trust = values.Value<bool>("trust"),
        MinRate = (uint?)values.Value<int>("minRate"),
        MaxRate = (uint?)values.Value<int>("maxRate"),
        LinkState = values.Text("linkState") switch
        {
            "auto" => VfLinkState.Auto,
            "enable" => VfLinkState.Enable,
            "disable" => VfLinkState.Disable,
            _ => null,
        },
        RssQuery = values.Value<bool>("rssQuery"),
        NodeGuid = values.Value<ulong>("nodeGuid"),
        PortGuid = values.Value<ulong>("portGuid"),
    };

    private static VlanTag? ReadVlan(SectionValues values)
    {
        var (id, qos, protocol) = (values.Value<int>("vlan"), values.Value<int>("qos"), values.Text("vlanProtocol"));

        // A VLAN that could not be read has its own problem: that the priority stands without one is no news.
        return (id, qos, protocol) is (null, null, null) || (id is null && values.Has("vlan"))
            ? null
            : new VlanTag((ushort)(id ?? 0), (byte)(qos ?? 0), protocol == "802.1ad" ? VlanProtocol.Dot1Ad : VlanProtocol.Dot1Q);
    }

    // The rule names settings as the command line does: min-rate for minRate.
    private static string KeyOf(string path)
    {
        var words = path.Split('-');
        return words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
