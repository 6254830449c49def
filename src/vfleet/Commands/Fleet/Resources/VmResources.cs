using System.CommandLine;
using System.Text.Json.Nodes;
using Vfleet.Api.Resources;
using Vfleet.Cli.CommandLine;
using Vfleet.Cli.Output;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;

namespace Vfleet.Cli.Commands.Fleet.Resources;

/// <summary>VMs and their vNICs.</summary>
internal static class VmResources
{
    /// <summary>VMs.</summary>
    public static FleetResource<VmResource> Vms => new()
    {
        Word = "VM",
        Words = "VMs",
        Argument = "VM",
        Collection = static (engine, _) => engine.Vms,
        Name = static it => it.Name,
        About = "A VM of the fleet has vNICs ('vfleet nic'), and a host and VFs while it runs ('vfleet vm start').",
        Columns =
        [
            new(new Column("VM"), it => it.Name),
            new(new Column("STATUS", Importance: 90), it => it.Status is { } status ? new Cell(status.ToString().ToLowerInvariant(), Of(status)) : ""),
            new(new Column("HOST", Importance: 90), it => it.Host?.ToString()),
            new(new Column("CLUSTER", Importance: 50), it => it.Cluster?.ToString()),
            new(new Column("CPUS", Importance: 40, IsNumber: true), it => it.Cpus?.ToString()),
            new(new Column("MEMORY MiB", Importance: 40, IsNumber: true), it => it.MemoryMiB?.ToString()),
            new(new Column("NICS", Importance: 60, IsNumber: true), it => it.Nics?.Count.ToString()),
        ],
        Fields =
        [
            PlaceResources.Description,
            FleetField.Reference("--cluster", "cluster", "CLUSTER", "The cluster; the only one when left out."),
            FleetField.Number("--cpus", "cpus", "N", 1, 1024, "Virtual CPUs."),
            FleetField.Number("--memory", "memoryMiB", "MIB", 1, int.MaxValue, "Memory in MiB."),
            FleetField.References("--pinned", "pinnedHosts", "A,B", "The only hosts that it may run on.", clears: true),
            FleetField.Number("--numa", "numaNode", "NODE", 0, 1023, "The host's NUMA node that it runs on.", clears: true),
            new("--affinity", "affinity", "GROUP:together|apart[:soft],..", "Groups of VMs with which it wants to be on one host, or on different ones.", Affinity) { IsClearable = true },
            .. VmMaking.Fields,
        ],
        FieldsOfNew = [FleetField.Many("--nic", "nics", "PROFILE", "A vNIC with this profile; may be given several times.", (_, profile) => VmMaking.Nic(profile)) with { IsClearable = false }],
        Filters =
        [
            new("--cluster", "cluster", "CLUSTER", "Only those of this cluster."),
            new("--on", "host", "HOST", "Only those on this host."),
            new("--status", "status", "STATUS", "Only those that are down, placed, starting, up or stopping."),
        ],
        AddExample = "web1 --cluster rack4 --cpus 4 --memory 8192",
        SetExample = "web1 --memory 16384",
    };

    /// <summary>vNICs of a VM.</summary>
    public static FleetResource<NicResource> Nics => new()
    {
        Word = "vNIC",
        Words = "vNICs",
        Argument = "NIC",
        Within = "VM",
        MayBeNameless = true,
        Collection = static (engine, vm) => engine.NicsOf(vm),
        Name = static it => it.Name,
        About = "A vNIC with a passthrough profile has a VF while its VM is placed and it is plugged.",
        Columns =
        [
            new(new Column("NIC"), it => it.Name),
            new(new Column("PROFILE"), it => it.Profile?.ToString()),
            new(new Column("TYPE", Importance: 50), it => Type(it.Type)),
            new(new Column("MAC", Importance: 80), it => it.Mac?.ToString()),
            new(new Column("PLUGGED", Importance: 70), it => it.Plugged == false ? new Cell("no", Tone.Warning) : "yes"),
            new(new Column("LINK", Importance: 60), it => it.Linked == false ? new Cell("down", Tone.Warning) : "up"),
            new(new Column("VF", Importance: 90), it => it.Vf is { } vf ? $"{vf.Pf}/{vf.Index}" : ""),
        ],
        Fields =
        [
            FleetField.Reference("--profile", "profile", "PROFILE", "Its profile, as NETWORK/PROFILE where several have the name.", clears: true),
            FleetField.Word("--type", "type", "What the guest sees; what fits the profile when left out.", clears: false, ("virtio", "virtio"), ("pci-passthrough", "pciPassthrough")),
            FleetField.Mac("--mac", "mac", "Its MAC address; one of the pool when left out."),
            FleetField.Switch("--plugged", "plugged", "Whether the guest has it. Of a running guest it is plugged or unplugged at once."),
            FleetField.Switch("--linked", "linked", "Whether its cable is in."),
            FleetField.Text("--separate", "separate", "WORD", "vNICs of the VM with the same word get VFs of different PFs."),
            new("--pin", "pin", "HOST/PF[/INDEX]", "The only PF (by address) or VF that it may have.", Pin) { IsClearable = true },
            .. RequiredTags.Fields,
        ],
        AddExample = "nic1 --profile red/fast",
        SetExample = "nic1 --plugged off",
    };

    private static Tone Of(VmStatus status) => status switch
    {
        VmStatus.Down => Tone.Plain,
        VmStatus.Starting or VmStatus.Stopping => Tone.Warning,
        _ => Tone.Good,
    };

    private static string Type(VnicType? type) => type switch { VnicType.Virtio => "virtio", VnicType.PciPassthrough => "pci-passthrough", _ => "" };

    private static JsonArray Affinity(ValueReader values, Option<string?> option) => FleetField.List(values, option, text =>
    {
        if (text.Split(':') is [{ Length: > 0 } group, "together" or "apart", ..] parts && (parts.Length == 2 || parts is [_, _, "soft"]))
        {
            return new JsonObject { ["group"] = group, ["kind"] = parts[1], ["hard"] = parts.Length == 2 };
        }

        values.Refuse(new Problem(ProblemCode.Malformed, $"--affinity: '{text}' is no membership", "write GROUP:together or GROUP:apart, with :soft behind if it is only a wish", "affinity"));
        return null;
    });

    private static JsonObject? Pin(ValueReader values, Option<string?> option)
    {
        var parts = values.Text(option)!.Split('/');
        var index = 0;
        var hasIndex = parts.Length == 3 && int.TryParse(parts[2], out index) && index >= 0;
        if (parts.Length is 2 or 3 && parts[0].Length > 0 && PciAddress.TryParse(parts[1], out var pf) && (parts.Length == 2 || hasIndex))
        {
            return new JsonObject { ["host"] = FleetField.ReferenceTo(parts[0]), ["pf"] = pf.ToString(), ["index"] = hasIndex ? index : null };
        }

        values.Refuse(new Problem(ProblemCode.Malformed, $"--pin: '{values.Text(option)}' names no PF or VF", "write HOST/PF or HOST/PF/INDEX, as h1/0000:01:00.0/3", "pin"));
        return null;
    }
}
