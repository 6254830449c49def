using System.Collections.Immutable;
using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>A change of one VF on its way to the kernel, with what became of each attribute.</summary>
internal sealed class VfWrite(VfChange change)
{
    public VfChange Change { get; } = change;

    public ImmutableArray<VfAttribute> Attributes { get; } = change.Attributes;

    /// <summary>Parallel to <see cref="Attributes"/>; null until the kernel has spoken.</summary>
    public NetlinkOutcome?[] Outcomes { get; } = new NetlinkOutcome?[change.Attributes.Length];
}

/// <summary>What one RTM_SETLINK message carries: several VFs with all their attributes, or one VF with some of them.</summary>
internal sealed class VfWritePiece
{
    private readonly int _first;
    private readonly int _count;

    public VfWritePiece(IReadOnlyList<VfWrite> writes)
    {
        Writes = writes;
        _count = writes.Count == 1 ? writes[0].Attributes.Length : int.MaxValue;
    }

    private VfWritePiece(VfWrite write, int attribute)
    {
        Writes = [write];
        (_first, _count) = (attribute, 1);
    }

    public IReadOnlyList<VfWrite> Writes { get; }

    /// <summary>Whether a refusal of this message is a refusal of one attribute.</summary>
    public bool IsSingle => _count == 1;

    /// <summary>At most how many bytes the message takes: headers of message and link, the list, and the entries.</summary>
    public int MostBytes
    {
        get
        {
            var bytes = 64;
            foreach (var write in Writes)
            {
                bytes += VfChangeWriter.MostBytes(Attributes(write));
            }

            return bytes;
        }
    }

    public ReadOnlySpan<VfAttribute> Attributes(VfWrite write) =>
        write.Attributes.AsSpan().Slice(_first, Math.Min(_count, write.Attributes.Length - _first));

    /// <summary>Smaller messages that do the same: one per VF, or for one VF one per attribute.</summary>
    public void SplitInto(List<VfWritePiece> pieces)
    {
        if (Writes.Count > 1)
        {
            foreach (var write in Writes)
            {
                pieces.Add(new VfWritePiece([write]));
            }

            return;
        }

        for (var i = 0; i < Writes[0].Attributes.Length; i++)
        {
            pieces.Add(new VfWritePiece(Writes[0], i));
        }
    }

    /// <summary>Notes the verdict on the message for each attribute in it.</summary>
    public void Record(Func<VfAttribute, NetlinkOutcome> outcome)
    {
        foreach (var write in Writes)
        {
            for (var i = _first; i < write.Attributes.Length && i - _first < _count; i++)
            {
                write.Outcomes[i] = outcome(write.Attributes[i]);
            }
        }
    }
}
