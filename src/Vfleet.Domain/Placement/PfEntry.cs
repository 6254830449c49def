using System.Numerics;
using Vfleet.Domain.Fleet;
using Vfleet.Primitives;

namespace Vfleet.Domain.Placement;

/// <summary>A PF of a host, with the one free rule of the fleet: a VF is free when it exists, the fleet gives the PF's VFs away, no claim and no
/// tentative hold is on it, and the host reports neither a hold nor remains of a former user.</summary>
internal sealed class PfEntry
{
    private readonly ulong[] _free;
    private readonly ulong[] _held;
    private readonly ulong[] _taken;
    private readonly Claim?[] _claims;

    public PfEntry(InventoryPf pf, VfsConfiguration configuration, PfClass pfClass)
    {
        (Pf, Configuration, Class) = (pf, configuration, pfClass);
        var words = Bits.Words(Count);
        (_free, _held, _taken, _claims) = (new ulong[words], new ulong[words], new ulong[words], new Claim?[Count]);
        foreach (var vf in pf.Vfs.Where(vf => Exists(vf.Index) && (vf.IsUnclean || !vf.Holds.IsEmpty)))
        {
            Bits.Write(_held, vf.Index, true);
        }

        for (var index = 0; index < Count; index++)
        {
            Judge(index);
        }
    }

    public InventoryPf Pf { get; }

    public VfsConfiguration Configuration { get; }

    public PfClass Class { get; }

    public PciAddress Address => Pf.Address;

    /// <summary>How many VFs it has.</summary>
    public int Count => Math.Max(Pf.NumVfs, 0);

    /// <summary>How many of them are free.</summary>
    public int Free { get; private set; }

    /// <summary>How many networks only this PF of the host allows, among those with free VFs.</summary>
    public int Scarcity { get; set; }

    public bool Exists(int index) => index >= 0 && index < Count;

    public bool IsFree(int index) => Exists(index) && Bits.Has(_free, index);

    public bool IsHeld(int index) => Bits.Has(_held, index);

    public bool IsTaken(int index) => Bits.Has(_taken, index);

    public Claim? ClaimOn(int index) => _claims[index];

    public void SetClaim(int index, Claim? claim)
    {
        _claims[index] = claim;
        Judge(index);
    }

    public void SetTaken(int index, bool value)
    {
        Bits.Write(_taken, index, value);
        Judge(index);
    }

    /// <summary>The lowest free index from some index on.</summary>
    /// <param name="from">The index.</param>
    /// <returns>It; -1 when there is none.</returns>
    public int LowestFree(int from)
    {
        for (var word = from >> 6; word < _free.Length; word++)
        {
            var bits = word == from >> 6 ? _free[word] & (ulong.MaxValue << from) : _free[word];
            if (bits != 0)
            {
                return (word << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return -1;
    }

    private void Judge(int index)
    {
        var free = Configuration.IsUsed && _claims[index] is null && !Bits.Has(_held, index) && !Bits.Has(_taken, index);
        if (free != Bits.Has(_free, index))
        {
            Bits.Write(_free, index, free);
            Free += free ? 1 : -1;
        }
    }
}
