using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Problems;

namespace Vfleet.Compat.Ovirt.Vms;

/// <summary>
/// What oVirt's VMs can have and no VM of the fleet can. It is refused when it is asked for: passed over, a VM would be something else than its owner believes.
/// What makes no difference to the guest's owner here (a console, a type, a time zone) is passed over.
/// </summary>
internal static class VmLimits
{
    private const string Disks = "give it disks that its hosts have: vfleet vm set VM --disk, or os/kernel for a kernel of theirs";

    // The element, what it would mean, what to do instead. True is refused of truths, anything else than an empty element of the others.
    private static readonly (string Path, string What, string Remedy)[] s_table =
    [
        ("stateless", "a VM that forgets its disks", "leave it out"),
        ("delete_protected", "a VM that cannot be removed", "leave it out"),
        ("use_latest_template_version", "a VM that follows a template", "leave it out"),
        ("start_paused", "a VM that starts paused", "leave it out"),
        ("soundcard_enabled", "a sound card", "leave it out"),
        ("tpm_enabled", "a TPM", "leave it out"),
        ("usb/enabled", "USB devices", "leave it out"),
        ("high_availability/enabled", "starting a VM anew when its host dies", "leave it out, and start it on another host when its own is fenced"),
        ("bios/boot_menu/enabled", "a boot menu", "leave it out"),
        ("lease/storage_domain", "a lease of a storage domain", "leave it out"),
        ("cpu/cpu_tune/vcpu_pins", "pinning of virtual CPUs", "leave it out, or bind the VM to a NUMA node: vfleet vm set VM --numa"),
        ("cpu/mode", "choosing the CPU's mode", "leave it out: guests have their host's CPU"),
        ("custom_cpu_model", "choosing the CPU's model", "leave it out: guests have their host's CPU"),
        ("custom_emulated_machine", "choosing the machine", "leave it out: it is q35"),
        ("custom_properties", "custom properties", "leave them out"),
        ("instance_type", "instance types", "send cpu and memory"),
        ("numa_nodes", "virtual NUMA nodes", "bind the VM to a NUMA node: vfleet vm set VM --numa"),
        ("payloads", "payloads", "send initialization"),
        ("quota", "quotas", "leave it out"),
        ("snapshots", "snapshots", "leave them out"),
        ("disk_attachments", "disks of storage domains", Disks),
        ("disks", "disks of storage domains", Disks),
    ];

    /// <summary>Notes what cannot be.</summary>
    /// <param name="reading">What was sent.</param>
    public static void Check(ElementReading reading)
    {
        foreach (var (path, what, remedy) in s_table)
        {
            if (reading.Root.Find(path) is { } element && IsAsked(element))
            {
                reading.Add(new Problem(OvirtCode.NotHere, $"{what} ({path}) is nothing that this fleet has", remedy, path));
            }
        }

        if (reading.Text("bios/type") is { Length: > 0 } bios && BiosWords.Read(bios, default) is null)
        {
            reading.Add(BiosWords.Impossible.Contains(bios, StringComparer.Ordinal)
                ? new Problem(OvirtCode.NotHere, $"no guest of this fleet can be {bios}", "send q35_sea_bios or q35_ovmf", "bios/type")
                : new Problem(ProblemCode.Malformed, $"bios/type cannot be '{bios}'", "send q35_sea_bios, q35_ovmf or cluster_default", "bios/type"));
        }

        if (reading.Root.Find("os/boot/devices")?.Children is [{ Text: { } first }, ..] && first != "hd")
        {
            reading.Add(new Problem(OvirtCode.NotHere, $"no guest of this fleet starts from '{first}'", "send hd first, or os/kernel", "os/boot/devices"));
        }
    }

    private static bool IsAsked(Element element) => element.Id is not null || element.Children.Count > 0
        || (element.Text?.Trim() is { Length: > 0 } text && text is not ("false" or "0"));
}
