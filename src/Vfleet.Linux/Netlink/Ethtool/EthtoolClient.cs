using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Generic;

namespace Vfleet.Linux.Netlink.Ethtool;

/// <summary>ethtool over netlink, from kernel 5.8 on: the offload features of links. Callers on several threads take turns.</summary>
public sealed class EthtoolClient : IDisposable
{
    private const string FamilyName = "ethtool";

    private readonly GenericFamily? _family;

    /// <summary>Opens a socket and asks for the family's number, once. A kernel without it is no error.</summary>
    /// <param name="kernel">Who answers.</param>
    /// <exception cref="NetlinkException">The socket cannot be made.</exception>
    public EthtoolClient(INetlinkKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        _family = GenericFamily.Open(kernel, FamilyName);
    }

    /// <summary>Reads the features of a link.</summary>
    /// <param name="linkIndex">Interface index.</param>
    /// <returns>The features; null when there is no such link, or the kernel cannot say.</returns>
    /// <exception cref="NetlinkException">The kernel refused for another reason.</exception>
    public LinkFeatures? GetFeatures(int linkIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(linkIndex);
        if (_family is null)
        {
            return null;
        }

        var writer = new NetlinkWriter(64);
        try
        {
            _family.Begin(ref writer, EthtoolMessage.FeaturesGet, MessageFlags.Ack);
            var header = writer.BeginNest(EthtoolMessage.FeaturesHeader, flagged: true);
            writer.Attribute(EthtoolMessage.HeaderLinkIndex, (uint)linkIndex);
            writer.EndNest(header);
            writer.EndMessage();
            var results = new List<LinkFeatures>(1);
            var answer = _family.Connection.Query(ref writer, FeaturesParser.Parse, results);
            if (answer.Errno is ErrorNumber.ENODEV or ErrorNumber.EOPNOTSUPP)
            {
                return null;
            }

            answer.ThrowIfFailed($"read the features of link {linkIndex}");
            return results.Count > 0 ? results[0] : null;
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _family?.Dispose();
}
