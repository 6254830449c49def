using System.Collections.Immutable;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Generic;

namespace Vfleet.Linux.Netlink.Ethtool;

/// <summary>Makes values of an answer about features (net/ethtool/features.c, bitset.c). The sets are asked for with the names of their bits.</summary>
internal static class FeaturesParser
{
    public static LinkFeatures Parse(in NetlinkMessage message)
    {
        var features = new LinkFeatures([], []);
        var attributes = message.Attributes<GenericHeader>();
        while (attributes.TryRead(out var attribute))
        {
            features = attribute.Type switch
            {
                EthtoolMessage.FeaturesChangeable => features with { Changeable = Names(attribute.Nested()) },
                EthtoolMessage.FeaturesActive => features with { Active = Names(attribute.Nested()) },
                _ => features,
            };
        }

        return features;
    }

    private static ImmutableHashSet<string> Names(AttributeReader set)
    {
        var names = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        var isMasked = true;
        while (set.TryRead(out var attribute))
        {
            if (attribute.Type == EthtoolMessage.SetWithoutMask)
            {
                isMasked = false;
            }
            else if (attribute.Type == EthtoolMessage.SetBits)
            {
                Add(names, attribute.Nested(), isMasked);
            }
        }

        return names.ToImmutable();
    }

    // A set without a mask lists what is in it; one with a mask lists what the mask has, with a flag for what is in the set.
    private static void Add(ImmutableHashSet<string>.Builder names, AttributeReader bits, bool isMasked)
    {
        while (bits.TryRead(out var bit))
        {
            string? name = null;
            var isSet = !isMasked;
            var parts = bit.Nested();
            while (parts.TryRead(out var part))
            {
                switch (part.Type)
                {
                    case EthtoolMessage.BitName: name = part.AsString(); break;
                    case EthtoolMessage.BitValue: isSet = true; break;
                }
            }

            if (isSet && name is { Length: > 0 })
            {
                _ = names.Add(name);
            }
        }
    }
}
