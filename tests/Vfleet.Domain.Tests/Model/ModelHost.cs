using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.TestKit.Observed;

namespace Vfleet.Domain.Tests.Model;

/// <summary>
/// What a host would be after a plan: each step as the kernel, libvirt and our state files would take it. A step that they would refuse
/// throws, so every plan that runs here keeps their rules.
/// </summary>
internal static class ModelHost
{
    public static ObservedHost After(this ObservedHost host, Plan plan) => plan.Steps.Aggregate(host, Apply);

    private static ObservedHost Apply(ObservedHost host, PlanStep step) => step switch
    {
        PlanStep.SetAutoprobe to => host.WithPf(to.Pf, pf => pf with { Autoprobe = to.On }),
        PlanStep.SetVfCount to => host.WithPf(to.Pf, pf => Count(pf, to)),
        PlanStep.SetLink to => host.WithPf(to.Pf, pf => Link(pf, to)),
        PlanStep.SetMtu to => host.WithPf(to.Pf, pf => Mtu(pf, to)),
        PlanStep.SetEswitchMode to => host.WithPf(to.Pf, pf => Eswitch(pf, to)),
        PlanStep.SaveVf save => host.WithVf(save.Vf, vf => Save(vf, save)),
        PlanStep.WriteVf write => host.WithVf(write.Vf, vf => Write(vf, write, host.Pf(write.Vf.Pf)!)),
        PlanStep.BindVf bind => host.WithVf(bind.Vf, vf => Bind(vf, bind, host.Pf(bind.Vf.Pf)!)),
        PlanStep.ResetFunction reset => host.WithVf(reset.Vf, vf => vf.Guests.IsEmpty && vf.Holders.IsEmpty ? vf : throw Refused(step, "in use")),
        PlanStep.PlugIn plug => GuestModel.PlugIn(host, plug),
        PlanStep.Unplug unplug => GuestModel.Unplug(host, unplug),
        PlanStep.MarkVf mark => host.WithVf(mark.Vf, vf => vf with
        {
            Record = vf.Record is { } record ? record with { Phase = mark.Phase, Owner = mark.Owner } : throw Refused(step, "no record"),
        }),
        PlanStep.ForgetVf forget => host.WithVf(forget.Vf, vf => vf.Record is null ? throw Refused(step, "no record") : vf with { Record = null }),
        _ => throw Refused(step, "the model does not know this step"),
    };

    internal static InvalidOperationException Refused(PlanStep step, string why) => new($"{step.Description}: {why}");

    private static ObservedPf Count(ObservedPf pf, PlanStep.SetVfCount step)
    {
        if (pf.NumVfs != step.From || (step.From != 0 && step.To != 0) || step.To > pf.TotalVfs || pf.Driver is null)
        {
            throw Refused(step, $"EBUSY or ERANGE with {pf.NumVfs} of {pf.TotalVfs}");
        }

        if (step.To == 0 && pf.Vfs.Any(vf => !vf.Guests.IsEmpty || !vf.Holders.IsEmpty || vf.Record is not null || vf.Netdevs.Any(n => !n.Uses.IsEmpty)))
        {
            throw Refused(step, "a VF that somebody uses would vanish");
        }

        var vfs = Enumerable.Range(0, step.To).Select(index => Given.Vf(pf.Address, index)).Select(vf => vf with
        {
            IommuGroup = pf.IommuGroup is null ? null : vf.IommuGroup,
        });
        return pf with { NumVfs = step.To, Vfs = [.. vfs.Select(vf => pf.Autoprobe != false ? OnHost(vf, pf, HostDriver(pf)) : vf)] };
    }

    private static ObservedPf Link(ObservedPf pf, PlanStep.SetLink step) =>
        pf with { Netdevs = [.. pf.Netdevs.Select(netdev => netdev.Name == step.Netdev ? netdev with { IsUp = step.Up } : netdev)] };

    private static ObservedPf Mtu(ObservedPf pf, PlanStep.SetMtu step) => pf.Vfs.SelectMany(vf => vf.Netdevs).Any(netdev => netdev.Mtu > step.To)
        ? throw Refused(step, "a VF has more")
        : pf with { Netdevs = [.. pf.Netdevs.Select(netdev => netdev.Name == step.Netdev ? netdev with { Mtu = step.To } : netdev)] };

    private static ObservedPf Eswitch(ObservedPf pf, PlanStep.SetEswitchMode step) =>
        pf.NumVfs == 0 && pf.EswitchMode == step.From ? pf with { EswitchMode = step.To } : throw Refused(step, "EBUSY");

    private static ObservedVf Save(ObservedVf vf, PlanStep.SaveVf step)
    {
        if (vf.Record is { } record && (record.Original != step.Original || record.OriginalDriver != step.OriginalDriver))
        {
            throw Refused(step, "the first original would be lost");
        }

        return vf with
        {
            Record = new VfRecord(VfPhase.Attaching, DateTimeOffset.UnixEpoch)
            {
                Original = step.Original,
                OriginalDriver = step.OriginalDriver,
                OriginalOverride = step.OriginalOverride,
                Applied = step.Applied,
                Owner = step.Owner,
            },
        };
    }

    private static ObservedVf Write(ObservedVf vf, PlanStep.WriteVf step, ObservedPf pf)
    {
        if (pf.Netdevs.IsEmpty || vf.Settings is not { } old)
        {
            throw Refused(step, "no netdev to write through");
        }

        if (vf.Record is null && vf.Guests.IsEmpty && pf.EswitchMode == "switchdev" && (step.Write.Vlan is { Id: > 0 } || step.Write.MaxRate is > 0))
        {
            throw Refused(step, "EOPNOTSUPP in switchdev mode");
        }

        // A setting that the driver does not report is one that it does not have.
        var unsupported = step.Required.Trust is not null && old.Trust is null;
        return unsupported
            ? throw Refused(step, "EOPNOTSUPP")
            : vf with { Settings = step.Write.Or(old) with { Trust = old.Trust is null ? null : step.Write.Trust ?? old.Trust } };
    }

    private static ObservedVf Bind(ObservedVf vf, PlanStep.BindVf step, ObservedPf pf)
    {
        if (step.Address is not null && (vf.Driver != step.From || vf.DriverOverride != step.FromOverride || vf.Address != step.Address))
        {
            throw Refused(step, $"the undo would be wrong: driver {vf.Driver ?? "none"}, override {vf.DriverOverride ?? "none"}");
        }

        if (!vf.Guests.Where(use => use.Live).Any() && vf.Holders.IsEmpty && vf.Netdevs.All(netdev => netdev.Uses.IsEmpty))
        {
            var bound = step.To switch
            {
                null => vf with { Driver = null, IsOnVfio = false, Netdevs = [] },
                PlanStep.BindVf.BestVfio => vf.OnVfio(),
                var driver when driver.Contains("vfio", StringComparison.Ordinal) => vf.OnVfio(driver),
                var driver => OnHost(vf, pf, driver),
            };
            return bound with { DriverOverride = step.ToOverride == PlanStep.BindVf.BestVfio ? "vfio-pci" : step.ToOverride };
        }

        throw Refused(step, "somebody uses the VF");
    }

    private static ObservedVf OnHost(ObservedVf vf, ObservedPf pf, string driver) => vf.OnHost($"{pf.Name}v{vf.Id.Index}", driver);

    private static string HostDriver(ObservedPf pf) => pf.Facts.VfDriver ?? "igbvf";
}
