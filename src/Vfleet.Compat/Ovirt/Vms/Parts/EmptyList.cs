using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;

namespace Vfleet.Compat.Ovirt.Vms.Parts;

/// <summary>
/// Lists that oVirt's clients look at and that have nothing in them here. They are empty, not missing: a client reads an empty list as an answer, and nothing as a
/// fault. Where oVirt's have items that clients add, adding is refused in words.
/// </summary>
/// <param name="Path">Where it is, below what it belongs to.</param>
/// <param name="List">The list's tag.</param>
/// <param name="Item">The items' tag.</param>
/// <param name="Remedy">What to do instead of adding one; null when nobody adds them.</param>
internal sealed record EmptyList(string Path, string List, string Item, string? Remedy)
{
    private const string NoStorage = "give the VM disks that its hosts have: vfleet vm set VM --disk, or os/kernel for a kernel of theirs";

    // Before those that it is a part of: they are made in this order.
    private static readonly EmptyList[] s_ofAll =
    [
        new("tags", "tags", "tag", "leave it out"),
        new("permissions", "permissions", "permission", "give users roles: vfleet user set"),
        new("affinitylabels", "affinity_labels", "affinity_label", "put VMs into groups: vfleet vm set VM --affinity"),
    ];

    /// <summary>Those of a VM.</summary>
    public static readonly IReadOnlyList<EmptyList> OfVm =
    [
        new("numanodes", "vm_numa_nodes", "vm_numa_node", "bind the VM to a NUMA node of its host: vfleet vm set VM --numa"),
        new("snapshots", "snapshots", "snapshot", "leave it out: disks belong to their hosts"),
        new("cdroms", "cdroms", "cdrom", NoStorage),
        new("graphicsconsoles", "graphics_consoles", "graphics_console", "use the serial console: virsh console on the VM's host"),
        new("watchdogs", "watchdogs", "watchdog", "leave it out"),
        new("mediateddevices", "vm_mediated_devices", "vm_mediated_device", "leave it out"),
        new("backups", "backups", "backup", "save disks on their hosts"),
        new("checkpoints", "checkpoints", "checkpoint", null),
        new("sessions", "sessions", "session", null),
        new("applications", "applications", "application", null),
        new("reporteddevices", "reported_devices", "reported_device", null),
        new("statistics", "statistics", "statistic", null),
        .. s_ofAll,
    ];

    /// <summary>Those of a vNIC.</summary>
    public static readonly IReadOnlyList<EmptyList> OfNic =
    [
        new("networkfilterparameters", "network_filter_parameters", "network_filter_parameter", "leave them out: a vNIC with a VF has no network filter"),
        new("reporteddevices", "reported_devices", "reported_device", null),
        new("statistics", "statistics", "statistic", null),
    ];

    /// <summary>Those of the template.</summary>
    public static readonly IReadOnlyList<EmptyList> OfTemplate =
    [
        new("nics", "nics", "nic", "add it to VMs: POST /vms/{id}/nics"),
        new("diskattachments", "disk_attachments", "disk_attachment", NoStorage),
        new("cdroms", "cdroms", "cdrom", NoStorage),
        new("graphicsconsoles", "graphics_consoles", "graphics_console", "leave it out"),
        new("watchdogs", "watchdogs", "watchdog", "leave it out"),
        .. s_ofAll,
    ];

    /// <summary>Those at the root, all searchable.</summary>
    public static readonly IReadOnlyList<EmptyList> OfRoot =
    [
        new("disks", "disks", "disk", NoStorage),
        new("storagedomains", "storage_domains", "storage_domain", NoStorage),
        new("instancetypes", "instance_types", "instance_type", "send cpu and memory with each VM"),
    ];

    /// <summary>Its routes.</summary>
    /// <param name="below">The pattern of what it belongs to; empty for the root.</param>
    /// <param name="isThere">Whether the caller sees what it belongs to.</param>
    /// <returns>They.</returns>
    public IEnumerable<OvirtRoute> Routes(string below, Func<OvirtCall, bool> isThere)
    {
        var pattern = $"{below}/{Path}";
        yield return new("GET", pattern, AccessRole.Viewer, call => Task.FromResult(isThere(call)
            ? OvirtAnswer.Of(new Element(List) { Href = call.Http.Request.Path, IsList = true })
            : OvirtAnswer.NotFound()))
        {
            Item = Item,
            IsSearchable = below.Length == 0,
        };
        if (Remedy is { } remedy)
        {
            yield return new("POST", pattern, AccessRole.Operator, call => Task.FromResult(isThere(call)
                ? Refusals.Of(new Problem(OvirtCode.NotHere, $"a {Item.Replace('_', ' ')} is nothing that this fleet has", remedy))
                : OvirtAnswer.NotFound()));
        }
    }
}
