using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Networking;

/// <summary>Labels of networks. oVirt keeps one per network, and a second takes its place; here a network can have several, and a POST adds one.</summary>
/// <param name="networks">Changes networks.</param>
internal sealed class NetworkLabelRoutes(Entities<Network> networks)
{
    private const string Labels = "/networks/{id}/networklabels";

    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public IEnumerable<OvirtRoute> Routes() =>
    [
        new("GET", Labels, AccessRole.Viewer, call => Of(call, network =>
            Task.FromResult(OvirtAnswer.Of(Refs.List("network_labels", network.Labels.Select(label => Show(network, label))))))) { Item = "network_label" },
        new("POST", Labels, FleetKinds.Networks.Role, call => Of(call, network => AddAsync(call, network))),
        new("GET", Labels + "/{label}", AccessRole.Viewer, call => Of(call, network =>
            Task.FromResult(Has(call, network) ? OvirtAnswer.Of(Show(network, call.Part("label"))) : OvirtAnswer.NotFound()))),
        new("DELETE", Labels + "/{label}", FleetKinds.Networks.Role, call => Of(call, network => RemoveAsync(call, network))),
    ];

    private async Task<OvirtAnswer> AddAsync(OvirtCall call, Network network)
    {
        var reading = new ElementReading(call.Body);
        reading.Require("NetworkLabel", "add", "@id");
        if (reading.Fault is { } fault)
        {
            return fault;
        }

        var label = call.Body.Id!.Trim();
        var answer = await networks.ChangeAsync(call, network, now => now with { Labels = [.. now.Labels, label] });
        return answer is OvirtAnswer.Document ? OvirtAnswer.Made(Show(network, label)) : answer;
    }

    private async Task<OvirtAnswer> RemoveAsync(OvirtCall call, Network network)
    {
        if (!Has(call, network))
        {
            return OvirtAnswer.NotFound();
        }

        var label = call.Part("label");
        var answer = await networks.ChangeAsync(call, network, now => now with { Labels = now.Labels.Remove(label, StringComparer.Ordinal) });
        return answer is OvirtAnswer.Document ? new OvirtAnswer.Empty() : answer;
    }

    private static bool Has(OvirtCall call, Network network) => network.Labels.Contains(call.Part("label"), StringComparer.Ordinal);

    private static Task<OvirtAnswer> Of(OvirtCall call, Func<Network, Task<OvirtAnswer>> answer) =>
        call.Find(FleetKinds.Networks, "id") is { } network ? answer(network) : Task.FromResult(OvirtAnswer.NotFound());

    private static Element Show(Network network, string label) =>
        new Element("network_label") { Id = label, Href = $"{Refs.Href("networks", network.Id)}/networklabels/{Uri.EscapeDataString(label)}" }
            .Add(Refs.To("network", "networks", network.Id));
}
