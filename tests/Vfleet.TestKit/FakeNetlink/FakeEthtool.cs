using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Ethtool;
using Vfleet.Linux.Netlink.Generic;

namespace Vfleet.TestKit.FakeNetlink;

/// <summary>The fake kernel's ethtool: the features of its links, in sets of named bits.</summary>
internal static class FakeEthtool
{
    public const ushort Family = 0x17;
    private const int ENODEV = 19;
    private const int EOPNOTSUPP = 95;

    public static List<byte[]> Handle(FakeKernel kernel, in NetlinkMessage request)
    {
        if (request.Header<GenericHeader>().Command != EthtoolMessage.FeaturesGet)
        {
            return [FakeReply.Error(request, EOPNOTSUPP)];
        }

        if (kernel.Find(LinkIndex(request)) is not { } link)
        {
            return [FakeReply.Error(request, ENODEV)];
        }

        return
        [
            FakeGeneric.Answer(request, EthtoolMessage.FeaturesGet, 0, (ref NetlinkWriter writer) =>
            {
                WriteSet(ref writer, EthtoolMessage.FeaturesChangeable, link.Features, isMasked: true);
                WriteSet(ref writer, EthtoolMessage.FeaturesActive, link.Features.Where(feature => feature.Value), isMasked: false);
            }),
            FakeGeneric.Ack(request),
        ];
    }

    private static int LinkIndex(in NetlinkMessage request)
    {
        var attributes = request.Attributes<GenericHeader>();
        while (attributes.TryRead(out var attribute))
        {
            var inner = attribute.Nested();
            while (attribute.Type == EthtoolMessage.FeaturesHeader && inner.TryRead(out var part))
            {
                if (part.Type == EthtoolMessage.HeaderLinkIndex)
                {
                    return (int)part.As<uint>();
                }
            }
        }

        return 0;
    }

    private static void WriteSet(scoped ref NetlinkWriter writer, ushort type, IEnumerable<KeyValuePair<string, bool>> features, bool isMasked)
    {
        var set = writer.BeginNest(type, flagged: true);
        if (!isMasked)
        {
            writer.Attribute(EthtoolMessage.SetWithoutMask, ReadOnlySpan<byte>.Empty);
        }

        var bits = writer.BeginNest(EthtoolMessage.SetBits, flagged: true);
        foreach (var (name, _) in features)
        {
            var bit = writer.BeginNest(EthtoolMessage.Bit, flagged: true);
            writer.StringAttribute(EthtoolMessage.BitName, name);
            if (isMasked)
            {
                writer.Attribute(EthtoolMessage.BitValue, ReadOnlySpan<byte>.Empty);
            }

            writer.EndNest(bit);
        }

        writer.EndNest(bits);
        writer.EndNest(set);
    }
}
