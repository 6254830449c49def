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

    private static readonly NetlinkOutcome s_applied = new NetlinkOutcome.Applied();

    /// <summary>Writes the changes, which are valid.</summary>
    /// <exception cref="NetlinkException">The socket failed; what was applied is not known.</exception>
    public VfSetResult Set(int linkIndex, IReadOnlyList<VfChange> changes)
    {
        var writes = new List<VfWrite>(changes.Count);
        foreach (var change in changes)
        {
            writes.Add(new VfWrite(change));
        }

        var (messages, roundTrips) = (0, 0);
        for (var pieces = Chunks(writes); pieces.Count > 0;)
        {
            var refused = new List<VfWritePiece>();
            var gone = false;
            foreach (var batch in Batches(pieces))
            {
                var answers = Send(linkIndex, batch);
                messages += answers.Length;
                roundTrips++;
                for (var i = 0; i < batch.Count; i++)
                {
                    gone |= answers[i].Errno == ErrorNumber.ENODEV;
                    Judge(batch[i], answers[i], refused);
                }
            }

            if (gone && refused.Count > 0 && links.ByIndex(linkIndex) is null)
            {
                refused.ForEach(piece => piece.Record(_ => new NetlinkOutcome.NotAttempted("the PF's link vanished meanwhile")));
                break;
            }

            pieces = [];
            foreach (var piece in refused)
            {
                piece.SplitInto(pieces);
            }
        }

        return new VfSetResult(Gather(writes), messages, roundTrips);
    }

    private static void Judge(VfWritePiece piece, NetlinkAnswer answer, List<VfWritePiece> refused)
    {
        if (answer.IsSuccess)
        {
            piece.Record(static _ => s_applied);
        }
        else if (piece.IsSingle)
        {
            piece.Record(attribute => NetlinkOutcome.Of(answer.Errno, answer.KernelMessage, VfRefusalHints.For(attribute, answer.Errno)));
        }
        else
        {
            refused.Add(piece);
        }
    }

    private static ImmutableArray<VfAttributeOutcome> Gather(List<VfWrite> writes)
    {
        var outcomes = ImmutableArray.CreateBuilder<VfAttributeOutcome>();
        foreach (var write in writes)
        {
            for (var i = 0; i < write.Attributes.Length; i++)
            {
                var outcome = write.Outcomes[i] ?? throw new InvalidOperationException("an attribute was left without an outcome");
                outcomes.Add(new VfAttributeOutcome(write.Change.Index, write.Attributes[i], outcome));
            }
        }

        return outcomes.DrainToImmutable();
    }

    private static List<VfWritePiece> Chunks(List<VfWrite> writes)
    {
        var pieces = new List<VfWritePiece>();
        var chunk = new List<VfWrite>();
        var bytes = NetlinkWriter.AttributeHeaderLength;
        foreach (var write in writes)
        {
            if (write.Attributes.IsEmpty)
            {
                continue;
            }

            var needed = VfChangeWriter.MostBytes(write.Attributes.AsSpan());
            if (bytes + needed > NetlinkWriter.LongestAttribute)
            {
                pieces.Add(new VfWritePiece(chunk));
                chunk = [];
                bytes = NetlinkWriter.AttributeHeaderLength;
            }

            chunk.Add(write);
            bytes += needed;
        }

        if (chunk.Count > 0)
        {
            pieces.Add(new VfWritePiece(chunk));
        }

        return pieces;
    }

    private static IEnumerable<List<VfWritePiece>> Batches(List<VfWritePiece> pieces)
    {
        var batch = new List<VfWritePiece>();
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

    private NetlinkAnswer[] Send(int linkIndex, List<VfWritePiece> batch)
    {
        var writer = new NetlinkWriter(4096);
        try
        {
            foreach (var piece in batch)
            {
                writer.BeginMessage(RouteMessage.SetLink, MessageFlags.Request | MessageFlags.Ack);
                writer.Header(new LinkHeader { Index = linkIndex });
                var list = writer.BeginNest(LinkAttribute.VfList);
                foreach (var write in piece.Writes)
                {
                    VfChangeWriter.Write(ref writer, write.Change, piece.Attributes(write));
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
}
