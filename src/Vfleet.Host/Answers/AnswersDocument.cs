using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vfleet.Libvirt.Domains;
using Vfleet.Linux.Netlink.Devlink;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Linux.Vfio;

namespace Vfleet.Host.Answers;

/// <summary>A host's answers as JSON: <c>vfleet/answers.json</c> of a capture. What was not asked or not known is missing.</summary>
internal sealed record AnswersDocument
{
    /// <summary>Where it lies in a capture.</summary>
    public const string FileName = "vfleet/answers.json";

    /// <summary>Whether the kernel was asked over netlink.</summary>
    public bool HasNetwork { get; init; }

    /// <summary>When it was asked, by its own clock.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    public ImmutableArray<Link> Links { get; init; } = [];

    public ImmutableArray<LinkIpAddress> Addresses { get; init; } = [];

    public ImmutableArray<IpRoute> DefaultRoutes { get; init; } = [];

    public CallerRoute? Caller { get; init; }

    /// <summary>The VFs of each PF.</summary>
    public ImmutableArray<VfList> Vfs { get; init; } = [];

    /// <summary>Forwarding entries of each PF's links.</summary>
    public ImmutableArray<LinkForwarding> Forwarding { get; init; } = [];

    public ImmutableArray<PfEswitch> Eswitches { get; init; } = [];

    /// <summary>Who had vfio devices open.</summary>
    public ImmutableArray<VfioHolder> Holders { get; init; } = [];

    /// <summary>libvirt's guests, whose XML lies beside; null when libvirt was not asked.</summary>
    public ImmutableArray<DomainEntry>? Domains { get; init; }

    /// <summary>Why libvirt did not answer.</summary>
    public ProblemDocument? LibvirtProblem { get; init; }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, AnswersJson.Default.AnswersDocument);

    /// <summary>Reads a document.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static AnswersDocument Parse(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, AnswersJson.Default.AnswersDocument) is { } document && document.IsWhole
            ? document
            : throw new JsonException("parts of it are missing");

    // What is null in the text becomes a null or default that no reader expects.
    private bool IsWhole =>
        !Links.IsDefault && !Addresses.IsDefault && !DefaultRoutes.IsDefault && !Vfs.IsDefault && !Forwarding.IsDefault && !Eswitches.IsDefault
        && !Holders.IsDefault && Domains is not { IsDefault: true }
        && Links.All(link => link is { Name: not null, AlternativeNames.IsDefault: false })
        && Addresses.All(address => address is { Address: not null })
        && DefaultRoutes.All(route => route is { LinkIndices: not null })
        && Vfs.All(list => list is { Items.IsDefault: false } && list.Items.All(item => item is not null))
        && Forwarding.All(link => link is { Entries.IsDefault: false } && link.Entries.All(entry => entry is not null))
        && Eswitches.All(eswitch => eswitch is { Pf: not null, Eswitch: not null })
        && Holders.All(holder => holder is { Command: not null })
        && Caller is null or { Address: not null }
        && (Domains ?? []).All(domain => domain is { Name: not null })
        && LibvirtProblem is null or { Code: not null, Message: not null, Remedy: not null };
}

/// <summary>Forwarding entries of one link.</summary>
/// <param name="LinkIndex">The link.</param>
/// <param name="Entries">Its entries.</param>
internal sealed record LinkForwarding(int LinkIndex, ImmutableArray<ForwardingEntry> Entries);

/// <summary>The embedded switch of one PF.</summary>
/// <param name="Pf">The PF's address.</param>
/// <param name="Eswitch">The switch.</param>
internal sealed record PfEswitch(string Pf, Eswitch Eswitch);

/// <summary>A problem.</summary>
/// <param name="Code">Name of its code.</param>
/// <param name="Message">What and why.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record ProblemDocument(string Code, string Message, string Remedy);

/// <summary>How answers are written: readable, words for enumerations, addresses as text.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(MacConverter), typeof(LinkAddressConverter), typeof(IpAddressConverter), typeof(OctetsConverter)])]
[JsonSerializable(typeof(AnswersDocument))]
internal sealed partial class AnswersJson : JsonSerializerContext;
