using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Host.Locking;

namespace Vfleet.Host.Guests;

/// <summary>Writes settings of a VF that a running guest has. They are noted in the guest's record, not kept of the PF: they go with the guest.</summary>
/// <param name="work">The host.</param>
internal sealed class VfSetting(GuestWork work)
{
    /// <summary>Plans it.</summary>
    /// <param name="host">The host as read.</param>
    /// <param name="guest">The guest's UUID.</param>
    /// <param name="vf">The VF.</param>
    /// <param name="settings">What is wanted; without a MAC address, which a running guest does not take.</param>
    public static PlanResult Plan(ObservedHost host, Guid guest, VfId vf, VfSettings settings)
    {
        var selector = FunctionSelector.Of(vf);
        if (!host.TryFindVf(selector, out var found, out var unknown))
        {
            return new PlanResult.Refused(unknown);
        }

        if (!found.Guests.Any(use => use.Uuid == guest && use.Live))
        {
            return new PlanResult.Refused(new Problem(
                ProblemCode.DeviceUnknown, $"the running guest {guest} does not have {host.VfName(vf)}", "plug it in first", vf.ToString()));
        }

        return ChangePlanner.Plan(host, new HostChange.SetVf(selector, settings with { Mac = null }) { Force = true });
    }

    /// <summary>Writes them.</summary>
    /// <returns>Whether something was written, and everything that stood against it.</returns>
    public async Task<(bool IsChanged, ImmutableArray<Problem> Problems)> WriteAsync(
        Guid guest, VfId vf, VfSettings settings, CancellationToken cancellationToken)
    {
        var result = await work.LockAsync([vf], cancellationToken);
        if (result is not LockResult.Taken { Lock: var locked })
        {
            return (false, [((LockResult.Busy)result).Problem]);
        }

        using (locked)
        {
            var host = await work.ObserveAsync(cancellationToken);
            switch (Plan(host, guest, vf, settings))
            {
                case PlanResult.Refused refused:
                    return (false, refused.Problems);
                case PlanResult.Ready { Plan: var plan }:
                    // Noted first: after a kill they are what the guest is to have.
                    Note(vf, settings with { Mac = null });
                    var problem = await work.RunAsync(host, [plan], cancellationToken);
                    if (problem is null)
                    {
                        return (true, []);
                    }

                    Note(vf, host.Vf(vf)?.Record?.Applied ?? VfSettings.Nothing);
                    return (true, [problem]);
                default:
                    Note(vf, settings with { Mac = null });
                    return (false, []);
            }
        }
    }

    private void Note(VfId vf, VfSettings settings) =>
        work.Parts.State.Update(vf, record => record is null ? null : record with { Applied = settings.Or(record.Applied) });
}
