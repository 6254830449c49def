using Vfleet.Domain.Fleet;
using Vfleet.Primitives;

namespace Vfleet.Storage.Batching;

/// <summary>How values are written in both databases.</summary>
internal static class StoredValues
{
    /// <summary>A PCI address in one number that sorts as addresses do: the domain above 16 bits of routing id.</summary>
    public static long Number(PciAddress address) => ((long)address.Domain << 16) | address.RoutingId;

    /// <summary>The address of such a number.</summary>
    public static PciAddress Address(long number) =>
        new((uint)(number >> 16), (byte)(number >> 8), (byte)((number >> 3) & 0x1f), (byte)(number & 7));

    /// <summary>Microseconds since 1970: what both databases can keep exactly.</summary>
    public static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The moment of such a number.</summary>
    public static DateTimeOffset Moment(long microseconds) =>
        new(DateTimeOffset.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>A state's number. It is in files: numbers stay as they are.</summary>
    public static int Number(ClaimState state) => state switch
    {
        ClaimState.Held => 0,
        ClaimState.Releasing => 1,
        ClaimState.Suspect => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "this state of a claim has no number"),
    };

    /// <summary>The state of such a number.</summary>
    public static ClaimState State(long number) => number switch
    {
        0 => ClaimState.Held,
        1 => ClaimState.Releasing,
        2 => ClaimState.Suspect,
        _ => throw new ArgumentOutOfRangeException(nameof(number), number, "no state of a claim has this number"),
    };
}
