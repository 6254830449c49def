using Vfleet.Primitives;

namespace Vfleet.Domain.Forwarding;

/// <summary>A MAC address behind the bridge of a PF, which the PF's embedded switch must deliver to the PF.</summary>
/// <param name="Mac">The address, unicast.</param>
/// <param name="Owner">Who has it.</param>
public sealed record ForwardedAddress(MacAddress Mac, AddressOwner Owner);

/// <summary>Who has a MAC address behind a bridge.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name.</param>
public sealed record AddressOwner(AddressOwnerKind Kind, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        AddressOwnerKind.Bridge => $"of bridge {Name}",
        AddressOwnerKind.Document => $"named in {Name}",
        _ => $"of guest {Name}",
    };
}

/// <summary>What can have an address behind a bridge, in the order in which room is given when there is not enough of it.</summary>
public enum AddressOwnerKind
{
    /// <summary>The bridge's own netdev: the host itself.</summary>
    Bridge,

    /// <summary>Something that the host's document names, for example a container.</summary>
    Document,

    /// <summary>A running libvirt guest with an emulated interface on the bridge.</summary>
    Guest,
}

/// <summary>An address behind the bridge that stays without an entry.</summary>
/// <param name="Address">The address.</param>
/// <param name="Why">Why, for people.</param>
public sealed record LeftOutAddress(ForwardedAddress Address, string Why);
