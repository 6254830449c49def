using System.Collections.Immutable;
using Vfleet.Domain.Problems;
using Vfleet.Libvirt.Domains;

namespace Vfleet.Host.Answers;

/// <summary>What libvirt says.</summary>
/// <param name="Domains">The guests; default when they are not known.</param>
/// <param name="Networks">The networks that were asked for.</param>
/// <param name="Problem">Why the guests are not known although they should be; null when they are, or nobody could say.</param>
internal sealed record GuestAnswer(ImmutableArray<DomainSnapshot> Domains, ImmutableArray<NetworkDocument> Networks, Problem? Problem)
{
    /// <summary>Nothing is known, and that is no problem.</summary>
    public static GuestAnswer Nothing { get; } = new(default, [], null);

    /// <summary>libvirt could not be asked.</summary>
    /// <param name="problem">Why.</param>
    /// <returns>The answer.</returns>
    public static GuestAnswer Failed(Problem problem) => new(default, [], problem);
}

/// <summary>A network of libvirt.</summary>
/// <param name="Uuid">Its UUID.</param>
/// <param name="Name">Its name.</param>
/// <param name="Xml">Its definition, or as it runs when it has none.</param>
internal sealed record NetworkDocument(Guid Uuid, string Name, string Xml);
