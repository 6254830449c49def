using Vfleet.Domain.Availability;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Domain.Planning;

/// <summary>Plans the settings of a PF's VFs, and their drivers where the PF belongs to others.</summary>
internal static class ConformedVfs
{
    /// <summary>Plans them.</summary>
    /// <param name="host">The host as it will be when the PF has been changed.</param>
    /// <param name="pf">The PF as it will be then.</param>
    /// <param name="wish">What it shall be.</param>
    /// <param name="isGoingUp">Whether the PF has been down until then, so that nobody knows its carrier.</param>
    /// <param name="parts">Where the plan is gathered.</param>
    public static void Plan(ObservedHost host, ObservedPf pf, DesiredPf wish, bool isGoingUp, PlanParts parts)
    {
        var macs = wish.Settings.Any(vfs => vfs.Settings.Mac is not null) ? MacsOutside(host, pf, wish) : [];
        var vfs = pf.Vfs.ToDictionary(vf => vf.Id.Index);
        if (pf.VfListCutAt is { } cut && vfs.Values.Any(vf => vf.Id.Index >= cut && vf.Settings is null) && wish.Settings.Any(part => part.Range.Last >= cut))
        {
            parts.Note($"the kernel does not tell the settings of the VFs of {pf.Name} from {cut} on: they are written every time");
        }

        foreach (var part in wish.Settings)
        {
            if (part.Range.Last >= pf.NumVfs)
            {
                parts.Refuse(Missing(pf, part));
                continue;
            }

            var settings = WithoutRates(pf, part.Settings, isGoingUp, parts);
            for (var index = part.Range.First; index <= part.Range.Last; index++)
            {
                if (!vfs.TryGetValue(index, out var vf))
                {
                    parts.Refuse(new Problem(ProblemCode.VfUnknown, $"VF {index} of {pf.Name} cannot be seen yet", "wait until it is there, then try again", pf.Name));
                    continue;
                }

                PlanVf(host, pf, vf, settings, macs, parts);
                if (wish.Ownership == VfOwnership.External)
                {
                    PlanDriver(host, vf, wish.Driver, parts);
                }
            }
        }
    }

    private static void PlanVf(
        ObservedHost host, ObservedPf pf, ObservedVf vf, VfSettings settings, HashSet<MacAddress> macs, PlanParts parts)
    {
        // A MAC that is there already is not written again: else no host would ever be what its document says.
        var wanted = settings.Mac is not null && settings.Mac == vf.Settings?.Mac ? settings with { Mac = null } : settings;
        var step = VfSettingsPlanner.Step(pf, vf, wanted);
        if (wanted == VfSettings.Nothing || (step is null && vf.Settings is not null))
        {
            return;
        }

        var name = $"{pf.Name}/{vf.Id.Index}";
        if (HolderOf(vf) is { } hold)
        {
            parts.Leave($"{name} ({hold.Reason})");
            return;
        }

        var duplicates = wanted.Mac is { } mac && macs.Contains(mac) ? MacRule.CheckDuplicate(host, mac, vf.Id, guest: null) : [];
        var change = new HostChange.SetVf(FunctionSelector.Of(vf.Id), wanted);
        parts.Add(step, VfSettingsPlanner.Check(pf, vf, change, duplicates));
        if (wanted.Mac is not null && vf is { Driver: not null, IsOnVfio: false })
        {
            parts.Note($"{name} has its new MAC in the PF at once, and in its netdev when its driver is bound again: vfleet vf bind {name} none, then host");
        }
    }

    private static void PlanDriver(ObservedHost host, ObservedVf vf, VfDriverChoice driver, PlanParts parts)
    {
        var word = driver switch
        {
            VfDriverChoice.Host => "host",
            VfDriverChoice.Vfio => "vfio",
            VfDriverChoice.None => "none",
            _ => null,
        };
        if (word is null)
        {
            return;
        }

        var bind = new HostChange.BindVf(FunctionSelector.Of(vf.Id), word);
        if (FreeRule.Users(vf) is [var user, ..])
        {
            // Who is in use and has the driver is as asked.
            if (!HasDriver(host, vf, driver))
            {
                parts.Leave($"the driver of {host.VfName(vf.Id)} ({user.Reason})");
            }

            return;
        }

        parts.AddPart(VfBindPlanner.Plan(host, bind));
    }

    private static bool HasDriver(ObservedHost host, ObservedVf vf, VfDriverChoice driver) => driver switch
    {
        VfDriverChoice.Vfio => vf.IsOnVfio,
        VfDriverChoice.None => vf.Driver is null,
        _ => vf.Driver == host.Pf(vf.Id.Pf)?.Facts.VfDriver,
    };

    // What the host's own network has on a VF stays there whatever its settings; whom it was given to must not notice.
    private static Hold? HolderOf(ObservedVf vf) =>
        FreeRule.Users(vf).FirstOrDefault(hold => hold is not Hold.ByHostNetwork) ?? (vf.Record is { } record ? new Hold.ByRecord(record) : null);

    // igb and ixgbe set rates only with a carrier, which comes seconds after the PF is up.
    private static VfSettings WithoutRates(ObservedPf pf, VfSettings settings, bool isGoingUp, PlanParts parts)
    {
        if (!isGoingUp || pf.Facts.RateNeedsCarrier != true || settings.MaxRate is not > 0)
        {
            return settings;
        }

        parts.Note($"{pf.Driver} limits rates only with a carrier, and {pf.Name} has been down: plan again once its link is there");
        return settings with { MinRate = null, MaxRate = null };
    }

    private static Problem Missing(ObservedPf pf, DesiredVfs part) => new(
        ProblemCode.VfUnknown,
        $"{part.Place}: {pf.Name} has {PfPlanner.Count(pf.NumVfs)}, so there is no VF {part.Range.Last}",
        pf.NumVfs == 0 ? "add vfs to the entry, or wait until others have made the VFs" : $"end the range at {pf.NumVfs - 1}, or add vfs to the entry",
        part.Place.Path);

    // Every MAC of the host but those that this very plan replaces: within a PF, VFs may swap theirs.
    private static HashSet<MacAddress> MacsOutside(ObservedHost host, ObservedPf pf, DesiredPf wish)
    {
        var replaced = wish.Settings.Where(vfs => vfs.Settings.Mac is not null)
            .SelectMany(vfs => Enumerable.Range(vfs.Range.First, vfs.Range.Count)).ToHashSet();
        bool IsReplaced(ObservedVf vf) => vf.Id.Pf == pf.Address && replaced.Contains(vf.Id.Index) && HolderOf(vf) is null;
        var macs = new HashSet<MacAddress>();
        foreach (var other in host.Pfs)
        {
            macs.UnionWith(other.Netdevs.Select(netdev => netdev.Mac).OfType<MacAddress>());
            foreach (var vf in other.Vfs.Where(vf => !IsReplaced(vf)))
            {
                if (vf.Settings?.Mac is { } mac)
                {
                    macs.Add(mac);
                }

                foreach (var netdev in vf.Netdevs)
                {
                    macs.Add(netdev.Mac ?? MacAddress.Zero);
                }
            }
        }

        macs.UnionWith(host.OtherNetdevs.Select(netdev => netdev.Mac).OfType<MacAddress>());
        macs.UnionWith((host.Guests.IsDefault ? [] : host.Guests).SelectMany(guest => guest.Devices).Select(device => device.Mac).OfType<MacAddress>());
        return macs;
    }
}
