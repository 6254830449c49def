using System.Collections.Frozen;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Networking;

/// <summary>
/// vNIC profiles. Where oVirt's documents and its engine disagree the documents count: a passthrough profile that says nothing of <c>migratable</c> is migratable, and
/// an empty <c>failover</c> takes it away.
/// </summary>
internal static class VnicProfileRoutes
{
    private static readonly FrozenDictionary<string, Passthrough> s_modes = new Dictionary<string, Passthrough>(StringComparer.Ordinal)
    {
        ["disabled"] = Passthrough.Disabled,
        ["enabled"] = Passthrough.Required,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The routes.</summary>
    /// <param name="time">The clock.</param>
    /// <returns>They.</returns>
    public static IEnumerable<OvirtRoute> Routes(TimeProvider time)
    {
        const string OfNetwork = "/networks/{network}/vnicprofiles";
        var profiles = Entities(time);
        return
        [
            .. profiles.All(),
            new("GET", OfNetwork, AccessRole.Viewer, call => Task.FromResult(call.Find(FleetKinds.Networks, "network") is { } network
                ? profiles.Listed(call, call.All(FleetKinds.Profiles).Where(profile => profile.NetworkId == network.Id))
                : OvirtAnswer.NotFound())) { Item = "vnic_profile" },
            new("POST", OfNetwork, FleetKinds.Profiles.Role, call =>
                call.Find(FleetKinds.Networks, "network") is null ? Task.FromResult(OvirtAnswer.NotFound()) : profiles.AddAsync(call)),
            new("GET", OfNetwork + "/{id}", AccessRole.Viewer, call => Task.FromResult(profiles.Shown(call, OfItsNetwork(call)))),
            new("DELETE", OfNetwork + "/{id}", FleetKinds.Profiles.Role, call => profiles.RemoveAsync(call, OfItsNetwork(call))),
        ];
    }

    private static VnicProfile? OfItsNetwork(OvirtCall call) =>
        call.Find(FleetKinds.Profiles, "id") is { } profile && profile.NetworkId == call.Id("network") ? profile : null;

    private static Entities<VnicProfile> Entities(TimeProvider time) => new("/vnicprofiles", "vnic_profiles", "vnic_profile", FleetKinds.Profiles)
    {
        IsSearchable = true,
        Show = (_, item) => Show(item),
        Read = (call, reading, before) => Read(call, reading, before, time),
    };

    private static Element Show(VnicProfile item)
    {
        var element = Refs.To("vnic_profile", "vnicprofiles", item.Id);
        return element
            .Add("name", item.Name)
            .Add("description", item.Description)
            .Link("permissions", $"{element.Href}/permissions")
            .Add(new Element("pass_through").Add("mode", item.Passthrough == Passthrough.Disabled ? "disabled" : "enabled")
                .Add("preferred", item.Passthrough == Passthrough.Preferred ? true : null))
            .Add("migratable", item.Passthrough == Passthrough.Disabled ? null : item.IsMigratable)
            .Add(Refs.Maybe("failover", "vnicprofiles", item.FailoverId))
            .Add("port_mirroring", item.PortMirroring)
            .Add(Refs.To("network", "networks", item.NetworkId))
            .Add(item.NetworkFilter is { } filter ? new Element("network_filter").Add("name", filter) : null)
            .Add(item.Qos is { } qos ? new Element("qos").Add("name", qos) : null)
            .Add("vlan_qos", item.VlanQos == 0 ? null : item.VlanQos)
            .Add("min_rate", item.MinRate)
            .Add("max_rate", item.MaxRate)
            .Add("trust", item.Trust)
            .Add("spoof_check", item.SpoofCheck);
    }

    private static VnicProfile Read(OvirtCall call, ElementReading reading, VnicProfile? before, TimeProvider time)
    {
        var ofNetwork = call.Parts.ContainsKey("network") ? call.Find(FleetKinds.Networks, "network") : null;
        if (before is null)
        {
            reading.Require("VnicProfile", "add", ofNetwork is null ? ["name", "network/@id|network/name"] : ["name"]);
        }

        var network = ofNetwork ?? reading.Find(call, FleetKinds.Networks, "network", FleetCode.NetworkUnknown);
        var made = before ?? new VnicProfile(Guid.CreateVersion7(time.GetUtcNow()), "", Guid.Empty);
        var mode = reading.Word("pass_through/mode", s_modes);
        var passthrough = mode is null || (mode == Passthrough.Required && made.Passthrough == Passthrough.Preferred) ? made.Passthrough : mode.Value;
        var isPassthrough = passthrough != Passthrough.Disabled;
        var migratable = reading.Truth("migratable");
        var wasPassthrough = before is not null && before.Passthrough != Passthrough.Disabled;
        return made with
        {
            Name = reading.Text("name") ?? made.Name,
            Description = reading.Text("description") ?? made.Description,
            NetworkId = network?.Id ?? made.NetworkId,
            Passthrough = passthrough,
            IsMigratable = isPassthrough && (migratable ?? (!wasPassthrough || made.IsMigratable)),
            FailoverId = Failover(call, reading, made.FailoverId),
            PortMirroring = reading.Truth("port_mirroring") ?? made.PortMirroring,
            NetworkFilter = Named(reading, "network_filter", FleetCode.ProfileFilterUnknown, made.NetworkFilter),
            Qos = Named(reading, "qos", FleetCode.ProfileQosUnknown, made.Qos),
        };
    }

    private static Guid? Failover(OvirtCall call, ElementReading reading, Guid? before)
    {
        if (!reading.Has("failover"))
        {
            return before;
        }

        return reading.Reference("failover") is { Id: { } id } ? id : reading.Find(call, FleetKinds.Profiles, "failover", FleetCode.FailoverInvalid)?.Id;
    }

    // Filters and QoS entries have names here and no ids: what has an id is another engine's.
    private static string? Named(ElementReading reading, string path, ProblemCode unknown, string? before)
    {
        if (reading.Root.Find(path) is not { } element)
        {
            return before;
        }

        if (element.Find("name")?.Text?.Trim() is { Length: > 0 } name)
        {
            return name;
        }

        if (!string.IsNullOrWhiteSpace(element.Id))
        {
            reading.Add(new Problem(unknown, $"there is no {path} with an id: '{element.Id[..Math.Min(60, element.Id.Length)]}'", $"send an empty {path}, or its name", path));
        }

        return null;
    }
}
