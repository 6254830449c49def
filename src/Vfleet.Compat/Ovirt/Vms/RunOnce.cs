using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;

namespace Vfleet.Compat.Ovirt.Vms;

/// <summary>
/// What a start brings along. A host counts for this start; a kernel and what cloud-init is told stay with the VM, for a guest is made of its VM and nothing else.
/// </summary>
/// <param name="HostId">The only host that is meant; null for any.</param>
/// <param name="Changed">The VM as it must be for the start; null when it is that.</param>
internal sealed record RunOnce(Guid? HostId, Vm? Changed)
{
    private static readonly (string Tag, string What, string Remedy)[] s_impossible =
    [
        ("pause", "a VM that starts paused", "leave it out"),
        ("volatile", "a start that is forgotten at the next reboot", "leave it out"),
        ("use_sysprep", "Windows' sysprep", "leave it out: the guest gets what is sent for cloud-init"),
        ("use_ignition", "Ignition", "leave it out: the guest gets what is sent for cloud-init"),
    ];

    /// <summary>Reads it.</summary>
    /// <param name="call">The request.</param>
    /// <param name="vm">The VM as it is.</param>
    /// <param name="fault">What is wrong; null when nothing is.</param>
    /// <returns>It.</returns>
    public static RunOnce Read(OvirtCall call, Vm vm, out OvirtAnswer.Fault? fault)
    {
        var reading = new ElementReading(call.Body);
        foreach (var (tag, what, remedy) in s_impossible)
        {
            if (reading.Truth(tag) is true)
            {
                reading.Add(new Problem(OvirtCode.NotHere, $"{what} ({tag}) is nothing that this fleet has", remedy, tag));
            }
        }

        fault = reading.Fault;
        if (fault is not null || call.Body.Find("vm") is not { } sent)
        {
            return new RunOnce(null, null);
        }

        var once = new ElementReading(sent);
        var read = VmReading.Read(call, once, vm with { PinnedHosts = [] });
        if (read.PinnedHosts.Length > 1)
        {
            once.Add(new Problem(OvirtCode.NotHere, "a start on one of several hosts is nothing that this fleet has", "name one, or change the VM's own", "vm/placement_policy/hosts"));
        }

        fault = once.Fault;
        return new RunOnce(
            read.PinnedHosts is [var host] ? host : null,
            read.Boot == vm.Boot && read.Seed == vm.Seed ? null : vm with { Boot = read.Boot, Seed = read.Seed });
    }
}
