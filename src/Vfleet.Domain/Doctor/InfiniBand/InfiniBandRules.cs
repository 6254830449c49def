using System.Collections.Immutable;
using Vfleet.Domain.Doctor.Network;
using Vfleet.Domain.Doctor.Nic;

namespace Vfleet.Domain.Doctor.InfiniBand;

/// <summary>VFs of InfiniBand cards.</summary>
internal static class InfiniBandRules
{
    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("IB01", RuleSeverity.Blocks, "InfiniBand VFs without a GUID stay down")
        {
            Detection = "node or port GUID of VFs of an InfiniBand PF is 0",
            Remedy = "vfleet vf set PF/N --node-guid GUID --port-guid GUID; then bind the VF anew, for the driver reads them when it "
                + "starts",
            Source = "kernel include/uapi/linux/if_link.h (IFLA_VF_IB_NODE_GUID); sriov-network-operator pkg/host/internal/sriov",
            Find = NoGuid,
        },
        new("IB02", RuleSeverity.Degrades, "ports of InfiniBand VFs wait for the subnet manager")
        {
            Detection = "the port of a VF on the host is in state INIT, and its GUID is set",
            Remedy = "switch virtualisation on in the subnet manager: OpenSM virt_enabled 2, or SM of a switch with virtualisation",
            Source = "NVIDIA OpenSM manual (virt_enabled)",
            Find = Waiting,
        },
        new("IB03", RuleSeverity.Blocks, "links with VFs of an InfiniBand card cannot be listed (\"Buffer too small for object\")")
        {
            Detection = "the kernel left VFs of an InfiniBand PF out of its answer",
            Remedy = "use Vfleet, which asks without the list of VFs, or ip of the vendor's "
                + "iproute2 package (mlnx-iproute2); fewer VFs also help; a larger buffer does not",
            Source = "Cloudpods, SR-IOV (InfiniBand); kernel net/core/rtnetlink.c",
            Find = ListTooLong,
        },
        new("IB04", RuleSeverity.Degrades, "the card's link type waits for a reset (NVIDIA)")
        {
            Detection = "mstconfig query, where it is installed: the next value of LINK_TYPE_P1 or LINK_TYPE_P2 differs from the current one",
            Remedy = "free all VFs and set their number to 0, then restart the host: the port then changes between Ethernet and InfiniBand",
            Source = "sriov-network-operator pkg/vendors/mellanox",
            Find = LinkTypeWaits,
        },
    ];

    private static IEnumerable<Symptom> NoGuid(ExaminedHost host)
    {
        foreach (var pf in host.Pfs.Where(SettingRules.IsInfiniBand))
        {
            var without = pf.Vfs.Where(vf => vf.Settings is { NodeGuid: 0 } or { PortGuid: 0 }).ToList();
            if (without.Count > 0)
            {
                yield return new Symptom(
                    Subject.Of(pf),
                    $"GUID 0: {VfNumbers.Text(without)}",
                    $"vfleet vf set {pf.Name}/{without[0].Id.Index} --node-guid GUID --port-guid GUID; then bind it anew");
            }
        }
    }

    private static IEnumerable<Symptom> Waiting(ExaminedHost host)
    {
        foreach (var (pf, vf) in host.Vfs)
        {
            if (vf.Settings?.PortGuid is not (null or 0)
                && host.Function(vf.Address)?.InfiniBandPorts.FirstOrDefault(port => port is { State: "INIT", LinkLayer: "InfiniBand" }) is { } port)
            {
                yield return new Symptom(Subject.Of(pf, vf), $"port {port.Name} is in state INIT");
            }
        }
    }

    private static IEnumerable<Symptom> ListTooLong(ExaminedHost host) => host.Pfs
        .Where(pf => pf.VfListCutAt is not null && SettingRules.IsInfiniBand(pf))
        .Select(pf => new Symptom(Subject.Of(pf), $"the kernel reported VFs 0-{pf.VfListCutAt - 1} of {pf.NumVfs}"));

    private static IEnumerable<Symptom> LinkTypeWaits(ExaminedHost host) =>
        FirmwareRules.Changes(host, linkType: true).Select(change => new Symptom(change.Subject, change.Evidence));
}
