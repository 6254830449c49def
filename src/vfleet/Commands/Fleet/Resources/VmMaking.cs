using System.Text.Json.Nodes;
using Vfleet.Cli.CommandLine;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Commands.Fleet.Resources;

/// <summary>What a VM is made of beside CPUs, memory and vNICs.</summary>
internal static class VmMaking
{
    private const string DiskRemedy = "write PATH, with ,format=raw|qcow2 or ,bus=virtio|scsi|sata or ,readonly behind it as needed";

    /// <summary>The options.</summary>
    public static FleetField[] Fields =>
    [
        FleetField.Many("--disk", "disks", "PATH[,format=F][,bus=B][,readonly]", "A file or block device of its host; may be given several times. Format: raw (if left out) or qcow2; bus: virtio (if left out), scsi or sata.", Disk),
        FleetField.Word("--firmware", "boot.firmware", "Its firmware. UEFI keeps its variables beside the first disk, in PATH.nvram.", clears: true, ("bios", "bios"), ("uefi", "uefi")),
        FleetField.Text("--kernel", "boot.kernel", "PATH", "A kernel of its host, to start straight into."),
        FleetField.Text("--initrd", "boot.initrd", "PATH", "The kernel's initial RAM disk."),
        FleetField.Text("--cmdline", "boot.commandLine", "TEXT", "The kernel's command line."),
        FleetField.File("--user-data", "seed.userData", "What cloud-init in the guest shall do (its file user-data), from a file of this machine."),
        FleetField.File("--network-config", "seed.networkConfig", "How cloud-init in the guest sets the network up (its file network-config), from a file of this machine."),
        FleetField.Text("--host-name", "seed.hostName", "NAME", "The guest's host name for cloud-init; the VM's name when left out."),
    ];

    /// <summary>A vNIC with a profile.</summary>
    /// <param name="profile">The profile.</param>
    public static JsonObject Nic(string profile) => new() { ["profile"] = FleetField.ReferenceTo(profile) };

    private static JsonObject Disk(ValueReader values, string text)
    {
        var words = text.Split(',');
        var disk = new JsonObject { ["path"] = words[0] };
        foreach (var word in words.Skip(1))
        {
            switch (word)
            {
                case "readonly":
                    disk["readOnly"] = true;
                    break;
                case "format=raw" or "format=qcow2" or "bus=virtio" or "bus=scsi" or "bus=sata":
                    disk[word.Split('=')[0]] = word.Split('=')[1];
                    break;
                default:
                    values.Refuse(new Problem(ProblemCode.Malformed, $"--disk: '{word}' is nothing that a disk has", DiskRemedy, "disk"));
                    break;
            }
        }

        return disk;
    }
}
