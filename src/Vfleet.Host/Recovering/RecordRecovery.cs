using Vfleet.Domain.Availability;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Host.Applying;
using Vfleet.Primitives;

namespace Vfleet.Host.Recovering;

/// <summary>
/// Looks after the records of VFs that guests were given: an interrupted attach or detach is finished when the guest has the VF, else the
/// VF is put back; so is one whose guest has ended by other hands. After a reboot the VFs are new ones, and get again what their guest
/// is configured with.
/// </summary>
/// <param name="parts">The host.</param>
/// <param name="observe">Reads the host.</param>
/// <param name="run">Carries out a change under the lock of the PF; says why it could not.</param>
internal sealed class RecordRecovery(
    HostParts parts,
    Func<ObserveScope, CancellationToken, Task<ObservedHost>> observe,
    Func<HostChange, CancellationToken, Task<Problem?>> run)
{
    /// <summary>Looks after one VF.</summary>
    /// <param name="id">The VF, which has a record.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What became of it; null when nothing was half-done.</returns>
    public async Task<Recovery?> RecoverAsync(VfId id, CancellationToken cancellationToken)
    {
        var host = await observe(ChangeApplier.PlanningScope, cancellationToken);
        if (parts.State.Read(id.Pf).Vfs.GetValueOrDefault(id.Index) is not { } record)
        {
            return null;
        }

        if (host.Guests.IsDefault || host.LibvirtProblem is not null)
        {
            return Unknown(host, id, record);
        }

        if (record.Boot != parts.BootId)
        {
            return await AfterRebootAsync(host, id, record, cancellationToken);
        }

        if (host.Vf(id) is not { } vf)
        {
            // Its PF lost its VFs by other hands: there is nothing to put back.
            return Forgotten(host, id, record);
        }

        var use = vf.Guests.FirstOrDefault(guest => guest.Uuid == record.Owner.Uuid);
        return use is not null ? Settle(host, id, record, use) : await PutBackAsync(host, id, vf, record, cancellationToken);
    }

    // A record that says "attached" may be right: only what is certainly half-done is told.
    private static Recovery? Unknown(ObservedHost host, VfId id, VfRecord record) => record.Phase == VfPhase.Attached
        ? null
        : new Recovery(host.VfName(id), What(record), RecoveryResult.Left, host.LibvirtProblem ?? new Problem(
            ProblemCode.LibvirtUnavailable,
            $"libvirt does not say whether guest {record.Owner.Guest} has {host.VfName(id)}",
            "start libvirtd",
            id.ToString()));

    private Recovery? Settle(ObservedHost host, VfId id, VfRecord record, GuestUse use)
    {
        if (record.Phase == VfPhase.Attached)
        {
            return null;
        }

        parts.State.Update(id, old => old is null ? null : old with
        {
            Phase = VfPhase.Attached,
            Owner = old.Owner with { Live = use.Live, Config = use.Config },
        });
        return new Recovery(host.VfName(id), What(record), record.Phase == VfPhase.Attaching ? RecoveryResult.Finished : RecoveryResult.Undone);
    }

    private async Task<Recovery?> PutBackAsync(ObservedHost host, VfId id, ObservedVf vf, VfRecord record, CancellationToken cancellationToken)
    {
        if (FreeRule.Users(vf) is [var user, ..])
        {
            return record.Phase == VfPhase.Attached && user is Hold.ByProcess
                ? null
                : new Recovery(host.VfName(id), What(record), RecoveryResult.Left, NotFree.Of(host.VfName(id), user));
        }

        var result = record.Phase == VfPhase.Attaching ? RecoveryResult.Undone : RecoveryResult.Finished;
        return await run(new HostChange.ResetVf(FunctionSelector.Of(id)), cancellationToken) is { } problem
            ? new Recovery(host.VfName(id), What(record), RecoveryResult.Left, problem)
            : new Recovery(host.VfName(id), What(record), result);
    }

    private async Task<Recovery?> AfterRebootAsync(ObservedHost host, VfId id, VfRecord record, CancellationToken cancellationToken)
    {
        var guest = host.Guests.FirstOrDefault(known => known.Uuid == record.Owner.Uuid);
        var isConfigured = guest is not null && guest.Devices.Any(device => device.Alias == record.Owner.Alias);
        if (!isConfigured)
        {
            return Forgotten(host, id, record);
        }

        // The PF's VFs are not restored yet: its time comes when they are.
        if (host.Vf(id) is not { } vf)
        {
            return null;
        }

        var isLive = vf.Guests.Any(use => use.Live);
        var (driver, over) = DriverOnceRestored(parts.State.Read(id.Pf).Kept.Driver, host.Pf(id.Pf)!, vf, record);
        parts.State.Update(id, old => old is null ? null : old with
        {
            Phase = VfPhase.Attached,
            Boot = parts.BootId,
            Original = isLive || vf.Settings is null ? VfSettings.Neutral with { Mac = MacAddress.Zero } : vf.Settings,
            OriginalDriver = driver,
            OriginalOverride = over,
            Owner = old.Owner with { Live = isLive, Config = true },
        });

        // libvirt itself writes MAC and VLAN when the guest starts, and nothing else.
        var wanted = record.Applied.Without(vf.Settings ?? VfSettings.Nothing);
        wanted = isLive ? wanted with { Mac = null } : wanted;
        var problem = wanted == VfSettings.Nothing ? null : await run(new HostChange.SetVf(FunctionSelector.Of(id), wanted) { Force = true }, cancellationToken);
        return new Recovery(
            host.VfName(id), $"guest {record.Owner.Guest} keeps it over the reboot", problem is null ? RecoveryResult.Finished : RecoveryResult.Left, problem);
    }

    // The VFs of a PF that is kept get their driver only when it is restored, after this: what the VF has now is not what it goes back to.
    private static (string? Driver, string? Override) DriverOnceRestored(VfDriverChoice kept, ObservedPf pf, ObservedVf vf, VfRecord before) => kept switch
    {
        VfDriverChoice.Host when pf.Facts.VfDriver is { } driver => (driver, null),
        VfDriverChoice.None => (null, null),
        VfDriverChoice.AsConfigured => (vf.IsOnVfio ? null : vf.Driver, null),
        _ => (before.OriginalDriver, before.OriginalOverride),
    };

    private Recovery Forgotten(ObservedHost host, VfId id, VfRecord record)
    {
        parts.State.Update(id, _ => null);
        return new Recovery(host.VfName(id), What(record), record.Phase == VfPhase.Detaching ? RecoveryResult.Finished : RecoveryResult.Undone);
    }

    private static string What(VfRecord record) => record.Phase switch
    {
        VfPhase.Attaching => $"give it to guest {record.Owner.Guest}",
        VfPhase.Detaching => $"take it back from guest {record.Owner.Guest}",
        _ => $"guest {record.Owner.Guest} has ended and left it",
    };
}
