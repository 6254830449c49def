using System.Collections.Immutable;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>
/// The labels of a PF: networks that have one of them may use its VFs. oVirt has two lists, one for networks on the PF and one for its VFs; there is one here, and
/// both of oVirt's are it.
/// </summary>
internal static class AllowedLabels
{
    private const string Nic = "/hosts/{host}/nics/{nic}";

    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public static IEnumerable<OvirtRoute> Routes() =>
    [
        .. Of("virtualfunctionallowedlabels"),
        .. Of("networklabels"),
    ];

    /// <summary>A label of a NIC.</summary>
    /// <param name="nic">The NIC.</param>
    /// <param name="collection">The path of the list below the NIC.</param>
    /// <param name="label">The label.</param>
    /// <returns>It.</returns>
    public static Element Item(HostNic nic, string collection, string label) =>
        new Element("network_label") { Id = label, Href = $"{nic.Href}/{collection}/{Uri.EscapeDataString(label)}" }
            .Add(new Element("host_nic") { Id = Engine.Documents.FleetKinds.Text(nic.Id), Href = nic.Href });

    /// <summary>Adds the label that the body names.</summary>
    /// <param name="call">The request.</param>
    /// <param name="collection">The path of the list below the NIC.</param>
    /// <returns>The label, or why it was not added.</returns>
    public static async Task<OvirtAnswer> AddAsync(OvirtCall call, string collection)
    {
        if (!call.TryPf(out var host, out var pf, out var refusal))
        {
            return refusal;
        }

        var reading = new ElementReading(call.Body);
        reading.Require("NetworkLabel", "add", "@id");
        if (reading.Fault is { } fault)
        {
            return fault;
        }

        var label = call.Body.Id!.Trim();
        var result = await VfsChanges.ChangeAsync(call, host, pf, now =>
            (now with { Labels = now.Labels.Add(label) }, VfsConfigurationRule.AddLabel(now, label)));
        return result is ChangeResult<VfsConfiguration>.Done ? OvirtAnswer.Made(Item(pf, collection, label)) : Refusals.Of(result);
    }

    /// <summary>Takes a label out of the list.</summary>
    /// <param name="call">The request.</param>
    /// <returns>The answer.</returns>
    public static async Task<OvirtAnswer> RemoveOneAsync(OvirtCall call)
    {
        if (!call.TryPf(out var host, out var pf, out var refusal))
        {
            return refusal;
        }

        var label = call.Part("label");
        var result = await VfsChanges.ChangeAsync(call, host, pf, now =>
            (now with { Labels = now.Labels.Remove(label, StringComparer.Ordinal) }, VfsConfigurationRule.RemoveLabel(now, label)));
        return result is ChangeResult<VfsConfiguration>.Done ? new OvirtAnswer.Empty() : Refusals.Of(result);
    }

    private static IEnumerable<OvirtRoute> Of(string collection) =>
    [
        new("GET", $"{Nic}/{collection}", AccessRole.Viewer, call => Task.FromResult(List(call, collection))) { Item = "network_label" },
        new("POST", $"{Nic}/{collection}", AccessRole.Admin, call => AddAsync(call, collection)),
        new("GET", $"{Nic}/{collection}/{{label}}", AccessRole.Viewer, call => Task.FromResult(Get(call, collection))),
        new("DELETE", $"{Nic}/{collection}/{{label}}", AccessRole.Admin, call => RemoveAsync(call, collection)),
    ];

    private static OvirtAnswer List(OvirtCall call, string collection) => call.TryNic(out var host, out var nic, out var refusal)
        ? OvirtAnswer.Of(new Element("network_labels") { IsList = true }.AddAll(ListOf(host, nic).Select(label => Item(nic, collection, label))))
        : refusal;

    private static OvirtAnswer Get(OvirtCall call, string collection) => call.TryNic(out var host, out var nic, out var refusal)
        ? ListOf(host, nic).Contains(call.Part("label"), StringComparer.Ordinal) ? OvirtAnswer.Of(Item(nic, collection, call.Part("label"))) : OvirtAnswer.NotFound()
        : refusal;

    private static async Task<OvirtAnswer> RemoveAsync(OvirtCall call, string collection) =>
        Get(call, collection) is OvirtAnswer.Document ? await RemoveOneAsync(call) : OvirtAnswer.NotFound();

    private static ImmutableArray<string> ListOf(HostView host, HostNic nic) => nic.IsSriov ? host.WantedOf(nic.Pf.Address).Labels : [];
}
