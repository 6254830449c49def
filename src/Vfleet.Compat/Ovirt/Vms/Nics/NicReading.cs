using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Documents;
using Vfleet.Primitives;

namespace Vfleet.Compat.Ovirt.Vms.Nics;

/// <summary>Reads vNICs. What is not sent stays as it is.</summary>
internal static class NicReading
{
    /// <summary>Reads one.</summary>
    /// <param name="call">The request.</param>
    /// <param name="reading">What was sent; its root is a <c>nic</c>.</param>
    /// <param name="before">The vNIC as it is; for a new one an empty one.</param>
    /// <param name="isNew">Whether it is new: its type is then what its profile needs, unless one is sent.</param>
    /// <returns>It as it shall be; a MAC address of zero is to be given one of the pool.</returns>
    public static Vnic Read(OvirtCall call, ElementReading reading, Vnic before, bool isNew)
    {
        var profile = Profile(call, reading, before.ProfileId);
        return before with
        {
            Name = reading.Text("name") ?? before.Name,
            ProfileId = profile,
            Type = Type(reading) ?? (isNew && profile is { } id && call.State.TryGet(id, out VnicProfile? found) && found.Passthrough != Passthrough.Disabled
                ? VnicType.PciPassthrough
                : before.Type),
            Mac = Mac(reading) ?? before.Mac,
            IsLinked = reading.Truth("linked") ?? before.IsLinked,
            IsPlugged = reading.Truth("plugged") ?? before.IsPlugged,
        };
    }

    // An empty element means a vNIC without a network.
    private static Guid? Profile(OvirtCall call, ElementReading reading, Guid? before)
    {
        if (reading.Reference("vnic_profile") is not { } reference)
        {
            return before;
        }

        return reference.IsEmpty ? null : reading.Find(call, FleetKinds.Profiles, "vnic_profile", FleetCode.ProfileUnknown, profile => IsOf(call, reading, profile))?.Id ?? before;
    }

    private static bool IsOf(OvirtCall call, ElementReading reading, VnicProfile profile) =>
        reading.Reference("network") is not { IsEmpty: false } network || call.Meant(FleetKinds.Networks, network).Any(one => one.Id == profile.NetworkId);

    private static VnicType? Type(ElementReading reading)
    {
        if (reading.Text("interface") is not { Length: > 0 } text)
        {
            return null;
        }

        var word = text.ToLowerInvariant();
        if (NicWords.Words.TryGetValue(word, out var type))
        {
            if (type is null)
            {
                reading.Add(new Problem(OvirtCode.NotHere, $"no vNIC of this fleet is an {word}", "send virtio or pci_passthrough", "interface"));
            }

            return type;
        }

        reading.Add(new Problem(ProblemCode.Malformed, $"interface cannot be '{(text.Length <= 60 ? text : text[..60])}'", "send virtio or pci_passthrough", "interface"));
        return null;
    }

    private static MacAddress? Mac(ElementReading reading)
    {
        if (reading.Text("mac/address") is not { Length: > 0 } text)
        {
            return null;
        }

        if (MacAddress.TryParse(text, out var mac))
        {
            return mac;
        }

        reading.Add(new Problem(
            FleetCode.VnicMacInvalid, $"'{(text.Length <= 60 ? text : text[..60])}' is no MAC address", "send one as 56:6f:1a:2b:00:01, or none to be given one of the pool", "mac/address"));
        return null;
    }
}
