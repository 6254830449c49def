using System.Collections.Immutable;
using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>
/// Writes attributes of many VFs of one PF: everything in as few RTM_SETLINK messages as the 16-bit length of IFLA_VFINFO_LIST allows.
/// </summary>
/// <remarks>
/// The kernel applies a message entry by entry, attribute by attribute, and stops at the first refusal without saying where
/// (net/core/rtnetlink.c, do_setlink). A refused message is therefore sent again as one message per VF, and a refused VF as one message
/// per attribute, each time as one datagram with one verdict per message; attributes before the refused one are written a second time
/// with the same values.
/// </remarks>
internal sealed class VfWrites(NetlinkConnection connection, LinkQueries links)
{
    /// <summary>
    /// Messages in one datagram: the verdicts wait in the socket's receive buffer (208 KiB by default), each taking about 0.9 KiB there,
    /// and those that do not fit are lost (net/netlink/af_netlink.c, netlink_overrun).
    /// </summary>
    private const int MostMessages = 64;

    /// <summary>Bytes in one datagram; the send buffer has 208 KiB by default (net/core/sock.c, SK_WMEM_MAX).</summary>
    private const int MostBytes = 2 * (NetlinkWriter.LongestAttribute + 1);

    /// <summary>Some attributes of some VFs, sent as one message.</summary>
    private sealed record Piece(ImmutableArray<(VfChange Change, ImmutableArray<VfAttribute> Attributes)> Vfs)
    {
        /// <summary>Headers of message and link, of the list, and the entries.</summary>
        public int MostBytes => 64 + Vfs.Sum(vf => VfChangeWriter.MostBytes(vf.Attributes.AsSpan()));

        public bool IsSingle => Vfs.Length == 1 && Vfs[0].Attributes.Length == 1;

        public IEnumerable<Piece> Split() => Vfs.Length > 1
            ? Vfs.Select(vf => new Piece([vf]))
            : Vfs[0].Attributes.Select(attribute => new Piece([(Vfs[0].Change, [attribute])]));
    }

    /// <summary>Writes the changes, which are valid.</summary>
    /// <exception cref="NetlinkException">The socket failed; what was applied is not known.</exception>
    public VfSetResult Set(int linkIndex, IReadOnlyList<VfChange> changes)
    {
        var outcomes = new Dictionary<(int, VfAttribute), ChangeOutcome>();
        var (messages, roundTrips) = (0, 0);
        var pieces = Chunks(changes).ToList();
        while (pieces.Count > 0)
        {
            var refused = new List<Piece>();
            var gone = false;
            foreach (var batch in Batches(pieces))
            {
                var answers = Send(linkIndex, batch);
                messages += answers.Length;
                roundTrips++;
                for (var i = 0; i < batch.Count; i++)
                {
                    gone |= answers[i].Errno == Errno.ENODEV;
                    if (answers[i].IsSuccess || batch[i].IsSingle)
                    {
                        Record(outcomes, batch[i], answers[i]);
                    }
                    else
                    {
                        refused.Add(batch[i]);
                    }
                }
            }

            if (gone && refused.Count > 0 && links.ByIndex(linkIndex) is null)
            {
                Abandon(outcomes, refused);
                break;
            }

            pieces = [.. refused.SelectMany(piece => piece.Split())];
        }

        return new VfSetResult(
            [.. changes.SelectMany(c => c.Attributes.Select(a => new VfAttributeOutcome(c.Index, a, outcomes[(c.Index, a)])))],
            messages,
            roundTrips);
    }

    private static IEnumerable<Piece> Chunks(IReadOnlyList<VfChange> changes)
    {
        var chunk = ImmutableArray.CreateBuilder<(VfChange, ImmutableArray<VfAttribute>)>();
        var bytes = NetlinkWriter.AttributeHeaderLength;
        foreach (var vf in changes.Select(change => (change, change.Attributes)).Where(vf => !vf.Attributes.IsEmpty))
        {
            var needed = VfChangeWriter.MostBytes(vf.Attributes.AsSpan());
            if (bytes + needed > NetlinkWriter.LongestAttribute)
            {
                yield return new Piece(chunk.DrainToImmutable());
                bytes = NetlinkWriter.AttributeHeaderLength;
            }

            chunk.Add(vf);
            bytes += needed;
        }

        if (chunk.Count > 0)
        {
            yield return new Piece(chunk.DrainToImmutable());
        }
    }

    private static IEnumerable<List<Piece>> Batches(List<Piece> pieces)
    {
        var batch = new List<Piece>();
        var bytes = 0;
        foreach (var piece in pieces)
        {
            var needed = piece.MostBytes;
            if (batch.Count == MostMessages || (batch.Count > 0 && bytes + needed > MostBytes))
            {
                yield return batch;
                batch = [];
                bytes = 0;
            }

            batch.Add(piece);
            bytes += needed;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private NetlinkAnswer[] Send(int linkIndex, List<Piece> batch)
    {
        var writer = new NetlinkWriter(batch.Sum(piece => piece.MostBytes));
        try
        {
            foreach (var piece in batch)
            {
                writer.BeginMessage(RouteMessage.SetLink, MessageFlags.Request | MessageFlags.Ack);
                writer.Header(new LinkHeader { Index = linkIndex });
                var list = writer.BeginNest(LinkAttribute.VfList);
                foreach (var (change, attributes) in piece.Vfs)
                {
                    VfChangeWriter.Write(ref writer, change, attributes.AsSpan());
                }

                writer.EndNest(list);
                writer.EndMessage();
            }

            return connection.Exchange(ref writer);
        }
        finally
        {
            writer.Dispose();
        }
    }

    private static void Record(Dictionary<(int, VfAttribute), ChangeOutcome> outcomes, Piece piece, NetlinkAnswer answer)
    {
        foreach (var (change, attributes) in piece.Vfs)
        {
            foreach (var attribute in attributes)
            {
                outcomes[(change.Index, attribute)] =
                    ChangeOutcome.Of(answer.Errno, answer.KernelMessage, VfRefusalHints.For(attribute, answer.Errno));
            }
        }
    }

    private static void Abandon(Dictionary<(int, VfAttribute), ChangeOutcome> outcomes, List<Piece> refused)
    {
        foreach (var (change, attributes) in refused.SelectMany(piece => piece.Vfs))
        {
            foreach (var attribute in attributes)
            {
                outcomes[(change.Index, attribute)] = new ChangeOutcome.NotAttempted("the PF's link vanished meanwhile");
            }
        }
    }
}
