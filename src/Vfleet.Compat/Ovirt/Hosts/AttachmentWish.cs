using System.Collections.Immutable;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Hosts;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>
/// Reads what networks and labels a host shall have. That a network is attached to a host means here that the host has a bridge for it: one that is called as the
/// network, as oVirt's are, or as the attachment's property <c>bridge</c> says. A label on a PF lets the networks that have it use the PF's VFs. Bonds and IP
/// addresses are the host's own affair.
/// </summary>
/// <param name="call">The request.</param>
/// <param name="host">The host.</param>
internal sealed class AttachmentWish(OvirtCall call, HostView host)
{
    /// <summary>The property of an attachment that names the host's bridge.</summary>
    public const string BridgeProperty = "bridge";

    private static readonly ProblemCode s_unknown = new("ATTACHMENT_UNKNOWN", ProblemKind.NotFound) { OvirtKey = "NETWORK_ATTACHMENT_NOT_EXISTS", OvirtStatus = 400 };
    private static readonly ProblemCode s_notOurs = new("HOST_OWN_AFFAIR", ProblemKind.Unsupported) { OvirtStatus = 400 };

    private readonly ImmutableArray<Problem>.Builder _problems = ImmutableArray.CreateBuilder<Problem>();
    private readonly ImmutableArray<NetworkBridge>.Builder _bridges = ImmutableArray.CreateBuilder<NetworkBridge>();
    private readonly ImmutableArray<Guid>.Builder _without = ImmutableArray.CreateBuilder<Guid>();
    private readonly ImmutableArray<PfLabel>.Builder _labels = ImmutableArray.CreateBuilder<PfLabel>();
    private readonly ImmutableArray<PfLabel>.Builder _withoutLabels = ImmutableArray.CreateBuilder<PfLabel>();

    /// <summary>What is wrong.</summary>
    public ImmutableArray<Problem> Problems => _problems.ToImmutable();

    /// <summary>What is wished.</summary>
    public HostNetworkWish Wish => new()
    {
        Bridges = _bridges.ToImmutable(),
        WithoutBridge = _without.ToImmutable(),
        Labels = _labels.ToImmutable(),
        WithoutLabels = _withoutLabels.ToImmutable(),
    };

    /// <summary>The network of an attachment.</summary>
    /// <param name="host">The host.</param>
    /// <param name="id">The attachment's id; null for none.</param>
    /// <returns>Its bridge; null when there is none.</returns>
    public static NetworkBridge? Find(FleetHost host, Guid? id) => host.Bridges.FirstOrDefault(bridge => NicIds.OfAttachment(host.Id, bridge.NetworkId) == id);

    /// <summary>Reads all that <c>setupnetworks</c> takes.</summary>
    /// <param name="action">The action.</param>
    public void Read(Element action)
    {
        foreach (var bonds in new[] { "modified_bonds", "removed_bonds" }.Where(tag => action.Find(tag) is { Children.Count: > 0 }))
        {
            _problems.Add(new Problem(s_notOurs, "bonds are the host's own affair", "make or remove the bond on the host itself, and leave it out here", bonds));
        }

        Each(action, "removed_network_attachments", Remove);
        Each(action, "modified_network_attachments", (attachment, path) => Set(attachment, path, null));
        Each(action, "removed_labels", RemoveLabel);
        Each(action, "modified_labels", SetLabel);
        foreach (var network in _bridges.Select(bridge => bridge.NetworkId).Where(network => _without.Contains(network) || _bridges.Count(bridge => bridge.NetworkId == network) > 1).Distinct())
        {
            _problems.Add(new Problem(
                FleetCode.BridgeGivenTwice, $"two things are wished of the network {NameOf(network)}", "name each network once", "modified_network_attachments"));
        }
    }

    /// <summary>Reads an attachment that shall be.</summary>
    /// <param name="attachment">It.</param>
    /// <param name="path">Where it stands, for messages.</param>
    /// <param name="on">The PF, when the path of the request names it.</param>
    public void Set(Element attachment, string path, HostNic? on)
    {
        var known = Known(attachment);
        var network = attachment.Find("network") is { } named ? NetworkOf(named, path) : known?.NetworkId;
        if (network is null)
        {
            if (attachment.Find("network") is null)
            {
                _problems.Add(new Problem(ProblemCode.OptionsConflict, $"{path} names no network", "send network with an id or a name, or the id of an attachment", path));
            }

            return;
        }

        CheckAddresses(attachment, path);
        known ??= host.Host.Value.Bridges.FirstOrDefault(bridge => bridge.NetworkId == network);
        var pf = attachment.Find("host_nic") is { } nic ? PfOf(nic, $"{path}/host_nic") : on;
        var name = attachment.Find("properties")?.Children.FirstOrDefault(property => property.Find("name")?.Text == BridgeProperty)?.Find("value")?.Text?.Trim();
        _bridges.Add(new NetworkBridge(network.Value, name is { Length: > 0 } ? name : known?.Bridge ?? NameOf(network.Value)) { Pf = pf?.Pf.Address ?? known?.Pf });
    }

    private static void Each(Element action, string tag, Action<Element, string> read)
    {
        var (items, at) = (action.Find(tag)?.Children ?? [], 0);
        foreach (var item in items)
        {
            read(item, $"{tag}[{at++}]");
        }
    }

    private void Remove(Element attachment, string path)
    {
        var network = Known(attachment)?.NetworkId ?? (attachment.Id is null && attachment.Find("network") is { } named ? NetworkOf(named, path) : null);
        if (network is { } some && host.Host.Value.Bridges.Any(bridge => bridge.NetworkId == some))
        {
            _without.Add(some);
        }
        else if (network is not null || attachment.Id is not null || attachment.Find("network") is null)
        {
            _problems.Add(new Problem(
                s_unknown, $"{path} is no attachment of {host.Host.Value.Name}", $"see which it has: GET {HostElements.HrefOf(host.Host.Value.Id)}/networkattachments", path));
        }
    }

    private void SetLabel(Element label, string path)
    {
        if (LabelOf(label, path) is { } text && label.Find("host_nic") is var nic)
        {
            if (nic is null)
            {
                _problems.Add(new Problem(ProblemCode.OptionsConflict, $"{path} names no NIC", "send host_nic with an id or a name", $"{path}/host_nic"));
            }
            else if (PfOf(nic, $"{path}/host_nic") is { } pf)
            {
                _labels.Add(new PfLabel(pf.Pf.Address, text));
            }
        }
    }

    // Without a NIC it is taken from every PF that has it.
    private void RemoveLabel(Element label, string path)
    {
        if (LabelOf(label, path) is not { } text)
        {
            return;
        }

        if (label.Find("host_nic") is { } nic)
        {
            if (PfOf(nic, $"{path}/host_nic") is { } pf)
            {
                _withoutLabels.Add(new PfLabel(pf.Pf.Address, text));
            }

            return;
        }

        var having = host.Pfs.Where(pf => host.WantedOf(pf.Address).Labels.Contains(text, StringComparer.Ordinal)).Select(pf => new PfLabel(pf.Address, text)).ToList();
        _withoutLabels.AddRange(having);
        if (having.Count == 0)
        {
            _problems.Add(new Problem(FleetCode.LabelNotAllowed, $"no PF of {host.Host.Value.Name} has the label '{text}'", "name one that is there", path));
        }
    }

    private string? LabelOf(Element label, string path)
    {
        if (label.Id?.Trim() is { Length: > 0 } text)
        {
            return text;
        }

        _problems.Add(new Problem(ProblemCode.OptionsConflict, $"{path} has no id", "send the label as the id of network_label", $"{path}/@id"));
        return null;
    }

    private NetworkBridge? Known(Element attachment) => Guid.TryParse(attachment.Id, out var id) ? Find(host.Host.Value, id) : null;

    private Guid? NetworkOf(Element named, string path)
    {
        var reading = new ElementReading(named);
        var dataCenter = FleetKinds.Hosts.Place(host.Host.Value, call.State).DataCenter;
        var found = reading.Reference(named, path) is { } reference
            ? call.Meant(FleetKinds.Networks, reference).OrderByDescending(network => network.DataCenterId == dataCenter).FirstOrDefault()
            : null;
        if (found is null)
        {
            var said = named.Id ?? named.Find("name")?.Text ?? "";
            _problems.Add(new Problem(FleetCode.NetworkUnknown, $"there is no network '{(said.Length > 60 ? said[..60] : said)}'", $"see which there are: GET {OvirtRoute.Root}/networks", $"{path}/network"));
        }

        return found?.Id;
    }

    private HostNic? PfOf(Element named, string path)
    {
        var name = named.Find("name")?.Text?.Trim();
        var found = HostNic.Find(host.Inventory?.Value, Guid.TryParse(named.Id, out var id) ? id : null, name);
        if (found is null || found.Index is not null)
        {
            var said = name ?? named.Id ?? "";
            _problems.Add(new Problem(
                FleetCode.PfNotOnHost,
                found is null ? $"the host {host.Host.Value.Name} has no NIC '{(said.Length > 60 ? said[..60] : said)}'" : $"{host.Host.Value.Name}/{found.Name} is a VF",
                $"name one of the PFs {string.Join(", ", host.Pfs.Select(pf => pf.Name))}",
                path));
            return null;
        }

        return found;
    }

    private void CheckAddresses(Element attachment, string path)
    {
        foreach (var assignment in attachment.Find("ip_address_assignments")?.Children ?? [])
        {
            var method = assignment.Find("assignment_method")?.Text?.Trim() ?? "none";
            if (!method.Equals("none", StringComparison.OrdinalIgnoreCase) || !string.IsNullOrWhiteSpace(assignment.Find("ip/address")?.Text))
            {
                _problems.Add(new Problem(
                    s_notOurs, "IP addresses of a host are the host's own affair", "set the address on the host itself, and send the assignment_method none, or nothing", $"{path}/ip_address_assignments"));
            }
        }
    }

    private string NameOf(Guid network) => call.State.TryGet(network, out Network? found) ? found.Name : FleetKinds.Text(network);
}
