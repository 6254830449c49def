using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Vms.Nics;

/// <summary>Changes VMs for the sake of their vNICs: a vNIC is a part of its VM.</summary>
internal static class NicEditing
{
    /// <summary>Changes a VM; vNICs without a MAC address are given one.</summary>
    /// <param name="call">The request.</param>
    /// <param name="vm">The VM.</param>
    /// <param name="edit">Makes the new of the old, or says why not; may be called again.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>The VM as it is then, or why it is not.</returns>
    public static async Task<(Vm? Vm, OvirtAnswer? Refusal)> ChangeAsync(
        OvirtCall call, Guid vm, Func<Vm, (Vm Vm, OvirtAnswer? Refusal)> edit, CancellationToken cancellationToken)
    {
        OvirtAnswer? refusal = null;
        var result = await call.Engine.Changes.UpdateAsync(
            FleetKinds.Vms,
            FleetKinds.Text(vm),
            null,
            now =>
            {
                (var after, refusal) = edit(now);
                Problem? empty = null;
                if (refusal is null && !call.Engine.Macs.TryGive(after, out after, out empty))
                {
                    refusal = Refusals.Of(empty);
                }

                return refusal is null ? after : now;
            },
            call.Caller,
            ChangeOptions.Usual,
            cancellationToken);
        return (refusal, result) switch
        {
            ({ } no, ChangeResult<Vm>.Done or ChangeResult<Vm>.Refused) => (null, no),
            (_, ChangeResult<Vm>.Done done) => (done.Entry.Value, null),
            _ => (null, Refusals.Of(result)),
        };
    }

    /// <summary>The vNIC that the path names.</summary>
    /// <param name="call">The request.</param>
    /// <param name="vm">Its VM; null when there is none.</param>
    /// <returns>It; null when there is none.</returns>
    public static Vnic? NicOf(OvirtCall call, out Vm? vm)
    {
        vm = call.Find(FleetKinds.Vms, "vm");
        var id = call.Id("nic");
        return id is null ? null : vm?.Nics.FirstOrDefault(nic => nic.Id == id);
    }
}
