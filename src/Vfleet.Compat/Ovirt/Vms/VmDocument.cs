using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Guests;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Vms;

/// <summary>VMs as oVirt shows them (Vm and VmBase of ovirt-engine-api-model).</summary>
internal static class VmDocument
{
    private const long MiB = 1024 * 1024;

    private static readonly string[] s_actions =
        ["start", "stop", "shutdown", "reboot", "reset", "suspend", "migrate", "cancelmigration"];

    private static readonly string[] s_links =
    [
        "nics", "hostdevices", "diskattachments", "numanodes", "snapshots", "cdroms", "graphicsconsoles", "sessions", "applications", "watchdogs", "tags",
        "permissions", "affinitylabels", "reporteddevices", "statistics",
    ];

    /// <summary>Shows one.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="work">What VMs are doing.</param>
    /// <param name="withSeed">Whether what cloud-init is told may be seen.</param>
    /// <returns>It.</returns>
    public static Element Of(Vm vm, VmWork work, bool withSeed)
    {
        var href = VmPaths.Vm(vm.Id);
        var shown = new Element("vm") { Id = FleetKinds.Text(vm.Id), Href = href }
            .Add("name", vm.Name)
            .Add("description", vm.Description)
            .Add(Actions(href))
            .AddAll(s_links.Select(rel => new Element("link") { Rel = rel, Href = $"{href}/{rel}" }))
            .Add("status", work.Status(vm))
            .Add(Bios(vm.Boot))
            .Add(Refs.To("cluster", "clusters", vm.ClusterId))
            .Add(Cpu(vm))
            .Add("cpu_shares", 0);
        return Rest(shown, vm, work, withSeed);
    }

    // What the clients read of a VM without looking whether it is there.
    private static Element Rest(Element shown, Vm vm, VmWork work, bool withSeed)
    {
        AddMoment(shown, "creation_time", Made(vm.Id));
        shown.Add("delete_protected", false)
            .Add(new Element("display").Add("allow_override", false).Add("monitors", 1).Add("smartcard_enabled", false).Add("type", "vnc"))
            .Add(new Element("high_availability").Add("enabled", false).Add("priority", 1))
            .Add(Refs.Maybe("host", "hosts", vm.HostId))
            .Add(Initialization(vm.Seed, withSeed))
            .Add(new Element("io").Add("threads", 0))
            .Add("memory", vm.MemoryMiB * MiB)
            .Add(new Element("memory_policy").Add("ballooning", false).Add("guaranteed", vm.MemoryMiB * MiB).Add("max", vm.MemoryMiB * MiB))
            .Add("next_run_configuration_exists", false)
            .Add("numa_tune_mode", vm.NumaNode is null ? "interleave" : "strict")
            .Add("origin", vm.IsAdopted ? "external" : "ovirt")
            .Add(Refs.To("original_template", "templates", VmPaths.Blank))
            .Add(OperatingSystem(vm.Boot))
            .Add(Placement(vm))
            .Add(new Element("rng_device").Add("source", "urandom"))
            .Add("run_once", false)
            .Add(new Element("sso").Add(new Element("methods") { IsList = true }))
            .Add("start_paused", false);
        AddMoment(shown, "start_time", work.Started(vm));
        return shown.Add("stateless", false)
            .Add(Refs.To("template", "templates", VmPaths.Blank))
            .Add(new Element("time_zone").Add("name", "Etc/GMT"))
            .Add("type", "server")
            .Add(new Element("usb").Add("enabled", false))
            .Add("use_latest_template_version", false);
    }

    private static Element Actions(string href) =>
        new Element("actions").AddAll(s_actions.Select(action => new Element("link") { Rel = action, Href = $"{href}/{action}" }));

    private static Element Bios(GuestBoot boot) => new Element("bios")
        .Add(new Element("boot_menu").Add("enabled", false))
        .Add("type", BiosWords.Of(boot.Firmware));

    private static Element Cpu(Vm vm)
    {
        var (sockets, cores, threads) = vm.Topology ?? new CpuTopology(vm.Cpus, 1, 1);
        return new Element("cpu")
            .Add("architecture", "x86_64")
            .Add(new Element("topology").Add("cores", cores).Add("sockets", sockets).Add("threads", threads));
    }

    private static Element OperatingSystem(GuestBoot boot) => new Element("os")
        .Add(new Element("boot").Add(new Element("devices") { IsList = true }.Add("device", "hd")))
        .Add("cmdline", boot.CommandLine)
        .Add("initrd", boot.Initrd)
        .Add("kernel", boot.Kernel)
        .Add("type", "other_linux");

    private static Element Placement(Vm vm) => new Element("placement_policy")
        .Add("affinity", vm.PinnedHosts.Length == 1 ? "pinned" : "migratable")
        .Add(vm.PinnedHosts.IsEmpty ? null : new Element("hosts") { IsList = true }.AddAll(vm.PinnedHosts.Select(host => Refs.To("host", "hosts", host))));

    private static Element? Initialization(GuestSeed? seed, bool withSeed) => seed is null ? null : new Element("initialization")
        .Add("host_name", seed.HostName)
        .Add("custom_script", withSeed && seed.UserData.Length > 0 ? seed.UserData : null);

    private static void AddMoment(Element shown, string tag, DateTimeOffset? moment)
    {
        if (moment is { } known)
        {
            shown.Add(tag, known);
        }
    }

    // Ids that the fleet gives begin with the moment (RFC 9562, version 7); others say nothing.
    private static DateTimeOffset? Made(Guid id)
    {
        if (id.Version != 7)
        {
            return null;
        }

        var bytes = id.ToByteArray(bigEndian: true);
        var moment = 0L;
        for (var at = 0; at < 6; at++)
        {
            moment = (moment << 8) | bytes[at];
        }

        // The year 9999 is the last that a moment can have; 48 bits reach beyond it.
        return moment > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? null : DateTimeOffset.FromUnixTimeMilliseconds(moment);
    }
}
