using System.Collections.Immutable;
using Vfleet.Domain.Doctor;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Domain.Observed;
using Vfleet.Primitives;
using Vfleet.TestKit.Observed;

namespace Vfleet.TestKit.Doctor;

/// <summary>Changes of examinations, each a copy. Where no PF is named, the first is meant.</summary>
public static class ExaminationChanges
{
    /// <summary>With the platform changed.</summary>
    public static Examination Platform(this Examination examination, Func<PlatformFacts, PlatformFacts> change) =>
        examination with { Platform = change(examination.Platform) };

    /// <summary>With services changed.</summary>
    public static Examination Services(this Examination examination, Func<ServiceFacts, ServiceFacts> change) =>
        examination with { Services = change(examination.Services) };

    /// <summary>With modules changed.</summary>
    public static Examination Modules(this Examination examination, Func<ModuleFacts, ModuleFacts> change) =>
        examination with { Modules = change(examination.Modules) };

    /// <summary>With a module's parameter.</summary>
    public static Examination Parameter(this Examination examination, string name, string value) =>
        examination.Modules(modules => modules with { Parameters = modules.Parameters.SetItem(name, value) });

    /// <summary>Started with these kernel arguments, and configured with the same.</summary>
    public static Examination Booted(this Examination examination, string arguments, string? configured = null) => examination with
    {
        Boot = new BootFacts { Running = Sound.Line("/proc/cmdline", arguments), Configured = [Sound.Line("/etc/default/grub", configured ?? arguments)] },
    };

    /// <summary>With more lines in the kernel log.</summary>
    public static Examination Said(this Examination examination, params ReadOnlySpan<string> lines)
    {
        var log = examination.Log ?? new KernelLog([], FromBoot: false);
        return examination with { Log = log with { Lines = [.. log.Lines, .. lines.ToArray().Select(line => new LogLine(line))] } };
    }

    /// <summary>With the first PF changed, or the one named.</summary>
    public static Examination Pf(this Examination examination, Func<ObservedPf, ObservedPf> change, PciAddress? address = null) =>
        examination with { Host = examination.Host.WithPf(address ?? examination.Host.Pfs[0].Address, change) };

    /// <summary>With one VF of the first PF changed.</summary>
    public static Examination Vf(this Examination examination, int index, Func<ObservedVf, ObservedVf> change) =>
        examination.Pf(pf => pf.WithVf(index, change));

    /// <summary>With the facts about a function changed.</summary>
    public static Examination Function(this Examination examination, PciAddress address, Func<FunctionFacts, FunctionFacts> change) =>
        examination with { Functions = examination.Functions.SetItem(address, change(examination.Functions.GetValueOrDefault(address) ?? new FunctionFacts(address))) };

    /// <summary>With the facts about the first PF's function changed.</summary>
    public static Examination Card(this Examination examination, Func<FunctionFacts, FunctionFacts> change) =>
        examination.Function(examination.Host.Pfs[0].Address, change);

    /// <summary>With the facts about the function of each VF of the first PF changed.</summary>
    public static Examination VfFunctions(this Examination examination, Func<FunctionFacts, FunctionFacts> change) =>
        examination.Host.Pfs[0].Vfs.Aggregate(examination, (so, vf) => so.Function(vf.Address, change));

    /// <summary>With the facts about a netdev changed.</summary>
    public static Examination Netdev(this Examination examination, string name, Func<NetdevFacts, NetdevFacts> change) =>
        examination with { Netdevs = examination.Netdevs.SetItem(name, change(examination.Netdevs.GetValueOrDefault(name) ?? new NetdevFacts(name))) };

    /// <summary>With the facts about the first PF's eswitch changed.</summary>
    public static Examination Eswitch(this Examination examination, Func<EswitchFacts, EswitchFacts> change)
    {
        var address = examination.Host.Pfs[0].Address;
        return examination with { Eswitches = examination.Eswitches.SetItem(address, change(examination.Eswitches.GetValueOrDefault(address) ?? new EswitchFacts())) };
    }

    /// <summary>With other_config of Open vSwitch.</summary>
    public static Examination OpenVswitch(this Examination examination, params ReadOnlySpan<(string Key, string Value)> config)
    {
        var entries = config.ToArray().ToImmutableDictionary(entry => entry.Key, entry => entry.Value);
        return examination.Services(services => services with { OpenVswitch = entries });
    }

    /// <summary>With what was recorded of the first PF changed.</summary>
    public static Examination Intent(this Examination examination, Func<RecordedIntent, RecordedIntent> change) =>
        examination with { Intents = examination.Intents.SetItem(0, change(examination.Intents[0])) };

    /// <summary>With another program's file.</summary>
    public static Examination Configured(this Examination examination, Configurator other) =>
        examination with { Configurators = examination.Configurators.Add(other) };

    /// <summary>With the facts about a guest changed.</summary>
    public static Examination Guest(this Examination examination, string name, Func<GuestFacts, GuestFacts> change)
    {
        var uuid = Given.Uuid(name);
        return examination with { Guests = examination.Guests.SetItem(uuid, change(examination.Guests.GetValueOrDefault(uuid) ?? new GuestFacts())) };
    }

    /// <summary>With the first PF without VFs.</summary>
    public static Examination WithoutVfs(this Examination examination) => examination.Pf(pf => pf with { NumVfs = 0, Vfs = [] });

    /// <summary>With an IOMMU group changed.</summary>
    public static Examination Group(this Examination examination, int number, Func<GroupFacts, GroupFacts> change) =>
        examination with { Groups = [.. examination.Groups.Select(group => group.Number == number ? change(group) : group)] };
}
