using System.Collections.Frozen;
using System.Text.Json;
using Vfleet.Storage;

namespace Vfleet.Compat.Ovirt.Overview;

/// <summary>oVirt's numbers of events (AuditLogType.java) for what happens here; what oVirt has no number for is 0 (<c>UNASSIGNED</c>).</summary>
internal static class AuditCodes
{
    private const int VfsChanged = 1201;
    private const int VfsNetworkAdded = 1203;
    private const int VfsNetworkRemoved = 1205;
    private const int VfsLabelAdded = 1207;
    private const int VfsLabelRemoved = 1209;
    private const int NetworkChanged = 1114;
    private const int NetworkLabelled = 1132;
    private const int NetworkUnlabelled = 1134;
    private const int NetworkAttached = 946;
    private const int NetworkDetached = 948;

    private static readonly FrozenDictionary<string, int> s_codes = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["datacenter.added"] = 950,
        ["datacenter.changed"] = 952,
        ["datacenter.removed"] = 954,
        ["cluster.added"] = 809,
        ["cluster.changed"] = 811,
        ["cluster.removed"] = 813,
        ["network.added"] = 942,
        ["network.removed"] = 944,
        ["profile.added"] = 1122,
        ["profile.changed"] = 1124,
        ["profile.removed"] = 1126,
        ["host.added"] = 42,
        ["host.joined"] = 828,
        ["host.changed"] = 43,
        ["host.removed"] = 44,
        ["host.up"] = 13,
        ["host.unreachable"] = 12,
        ["host.draining"] = 600,
        ["host.maintenance"] = 15,
        ["host.fenced"] = 494,
        ["pf.configure"] = VfsChanged,
        ["vfsconfiguration.added"] = VfsChanged,
        ["vm.added"] = 34,
        ["vm.changed"] = 35,
        ["vm.removed"] = 113,
        ["vm.starting"] = 153,
        ["vm.up"] = 32,
        ["vm.stopping"] = 73,
        ["vm.rebooting"] = 157,
        ["vm.down"] = 61,
        ["vm.ended"] = 119,
        ["nic.plugged"] = 1012,
        ["nic.unplugged"] = 1014,
        ["nic.setting"] = 934,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The number of an event.</summary>
    /// <param name="one">The event.</param>
    /// <param name="body">What it tells.</param>
    /// <returns>The number; 0 when oVirt has none.</returns>
    public static int Of(StoredEvent one, JsonElement body) => one.Code switch
    {
        "vfsconfiguration.changed" => Grown(body, "networks") switch
        {
            > 0 => VfsNetworkAdded,
            < 0 => VfsNetworkRemoved,
            _ => Grown(body, "labels") switch { > 0 => VfsLabelAdded, < 0 => VfsLabelRemoved, _ => VfsChanged },
        },
        "network.changed" => Grown(body, "labels") switch
        {
            > 0 => NetworkLabelled,
            < 0 => NetworkUnlabelled,
            _ => Grown(body, "clusters") switch { > 0 => NetworkAttached, < 0 => NetworkDetached, _ => NetworkChanged },
        },
        _ => s_codes.TryGetValue(one.Code, out var code) ? code : 0,
    };

    private static int Grown(JsonElement body, string member) => Length(body, "after", member) - Length(body, "before", member);

    private static int Length(JsonElement body, string side, string member) =>
        body.TryGetProperty(side, out var document) && document.ValueKind == JsonValueKind.Object
        && document.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.GetArrayLength()
            : 0;
}
