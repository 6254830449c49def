using System.Collections.Frozen;
using System.Collections.Immutable;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Vms;

/// <summary>Reads VMs. What is not sent stays as it is; what oVirt has and no VM of ours can be is refused (<see cref="VmLimits"/>).</summary>
internal static class VmReading
{
    private const long MiB = 1024 * 1024;

    private static readonly FrozenDictionary<string, bool> s_affinities =
        new Dictionary<string, bool>(StringComparer.Ordinal) { ["migratable"] = true, ["user_migratable"] = true, ["pinned"] = false }.ToFrozenDictionary(StringComparer.Ordinal);


    /// <summary>Reads one.</summary>
    /// <param name="call">The request.</param>
    /// <param name="reading">What was sent; its root is a <c>vm</c>.</param>
    /// <param name="before">The VM as it is; for a new one an empty one.</param>
    /// <returns>It as it shall be.</returns>
    public static Vm Read(OvirtCall call, ElementReading reading, Vm before)
    {
        VmLimits.Check(reading);
        CheckTemplate(reading);
        var topology = Topology(reading, before.Topology ?? new CpuTopology(before.Cpus, 1, 1));
        return before with
        {
            Name = reading.Text("name") ?? before.Name,
            Description = reading.Text("description") ?? before.Description,
            ClusterId = Cluster(call, reading, before),
            Cpus = topology is null ? before.Cpus : CpusOf(topology),
            Topology = topology ?? before.Topology,
            MemoryMiB = Memory(reading) ?? before.MemoryMiB,
            PinnedHosts = Hosts(call, reading) ?? before.PinnedHosts,
            Boot = Boot(reading, before.Boot),
            Seed = reading.Has("initialization") ? SeedReading.Read(reading, before.Seed) : before.Seed,
        };
    }

    // A name counts in its data centre; a VM stays in the one that it is in.
    private static Guid Cluster(OvirtCall call, ElementReading reading, Vm before) =>
        reading.Reference("cluster") is { Id: null, Name: { } name } && call.State.TryGet(before.ClusterId, out Cluster? now) && now.Name == name
            ? now.Id
            : reading.Find(call, FleetKinds.Clusters, "cluster", FleetCode.ClusterUnknown)?.Id ?? before.ClusterId;

    private static void CheckTemplate(ElementReading reading)
    {
        if (reading.Reference("template") is { IsEmpty: false } template && !(template.Id is { } id ? id == VmPaths.Blank : template.Name == TemplateRoutes.BlankName))
        {
            reading.Add(new Problem(
                OvirtCode.TemplateUnknown,
                $"there is no template '{template}'",
                $"name {TemplateRoutes.BlankName} or leave it out, and give the VM a kernel, or disks with vfleet vm set",
                "template"));
        }
    }

    // Three numbers of 32 bits can be too large for one; the engine's rule says what is too large.
    private static int CpusOf(CpuTopology topology) => (int)Int128.Clamp((Int128)topology.Sockets * topology.Cores * topology.Threads, int.MinValue, int.MaxValue);

    private static CpuTopology? Topology(ElementReading reading, CpuTopology now)
    {
        const string Path = "cpu/topology";
        var (sockets, cores, threads) = (reading.Number($"{Path}/sockets"), reading.Number($"{Path}/cores"), reading.Number($"{Path}/threads"));
        if (sockets is null && cores is null && threads is null)
        {
            return null;
        }

        var sent = new CpuTopology(sockets ?? now.Sockets, cores ?? now.Cores, threads ?? now.Threads);
        if (sent.Sockets < 1 || sent.Cores < 1 || sent.Threads < 1)
        {
            reading.Add(new Problem(FleetCode.NumberOutOfRange, "sockets, cores and threads must each be at least 1", "send numbers from 1 on", Path));
            return null;
        }

        return sent;
    }

    private static int? Memory(ElementReading reading)
    {
        var memory = reading.LargeNumber("memory");
        var (least, most) = (reading.LargeNumber("memory_policy/guaranteed"), reading.LargeNumber("memory_policy/max"));
        if (memory is { } bytes && least > bytes)
        {
            reading.Add(new Problem(
                OvirtCode.GuaranteedAboveMemory, $"{least} bytes cannot be guaranteed of {bytes}", "send at most as much as memory", "memory_policy/guaranteed"));
        }

        if (memory is { } wanted && most < wanted)
        {
            reading.Add(new Problem(OvirtCode.MaxBelowMemory, $"{most} bytes are less than the memory of {wanted}", "send at least as much as memory", "memory_policy/max"));
        }

        return memory is { } all ? (int)Math.Clamp(all / MiB, int.MinValue, int.MaxValue) : null;
    }

    private static ImmutableArray<Guid>? Hosts(OvirtCall call, ElementReading reading)
    {
        const string Path = "placement_policy/hosts";

        // How far a VM may go follows from its hosts here; a word that oVirt does not have is wrong all the same.
        reading.Word("placement_policy/affinity", s_affinities);
        return reading.Root.Find(Path) is not { } hosts
            ? null
            :
            [
                .. hosts.Children
                    .Select(host => reading.Reference(host, Path) is { } reference ? Host(call, reading, reference)?.Id : null)
                    .OfType<Guid>()
                    .Distinct(),
            ];
    }

    private static FleetHost? Host(OvirtCall call, ElementReading reading, OvirtReference reference)
    {
        var found = call.Meant(FleetKinds.Hosts, reference).FirstOrDefault();
        if (found is null)
        {
            reading.Add(new Problem(FleetCode.HostUnknown, $"there is no host '{reference}'", $"name one that there is: GET {OvirtRoute.Root}/hosts", "placement_policy/hosts"));
        }

        return found;
    }

    private static GuestBoot Boot(ElementReading reading, GuestBoot before)
    {
        return before with
        {
            Firmware = reading.Text("bios/type") is { Length: > 0 } word ? BiosWords.Read(word, before.Firmware) ?? before.Firmware : before.Firmware,
            Kernel = Path("os/kernel", before.Kernel),
            Initrd = Path("os/initrd", before.Initrd),
            CommandLine = Path("os/cmdline", before.CommandLine),
        };

        // An empty element takes it away.
        string? Path(string path, string? now) => reading.Text(path) switch { null => now, "" => null, var text => text };
    }
}
