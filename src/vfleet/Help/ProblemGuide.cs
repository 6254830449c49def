using Vfleet.Cli.Fleet;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Help;

/// <summary>What every problem code means and what usually helps.</summary>
internal static class ProblemGuide
{
    /// <summary>Every code with its meaning.</summary>
    public static IReadOnlyList<(ProblemCode Code, string Meaning)> All { get; } =
    [
        (ProblemCode.OutOfRange, "A number lies outside its range. The remedy names the range."),
        (ProblemCode.VlanInvalid, "The VLAN id is not 1 to 4094 (or 0 for none). 4095 is reserved by IEEE 802.1Q, and every driver refuses it."),
        (ProblemCode.MacInvalid, "The MAC address cannot be read, is multicast (odd first octet), or is zero where a guest needs one."),
        (ProblemCode.Malformed, "A value or an option cannot be understood. '--help' of the command shows what it takes."),
        (ProblemCode.OptionsConflict, "Two options contradict each other, or one that is needed is missing."),
        (ProblemCode.MacDuplicate, "Another function, netdev or guest of this host has the MAC. Two of them on one switch lose each other's frames. "
            + "Give another, or leave --mac out: Vfleet derives one that nobody has."),
        (ProblemCode.PfUnknown, "No physical function has that name or address. 'vfleet pf list' shows all; a card whose driver is not loaded is not there."),
        (ProblemCode.VfUnknown, "The PF has no VF of that index, or nothing has that address. 'vfleet vf list' shows all."),
        (ProblemCode.GuestUnknown, "libvirt on this host knows no guest of that name or UUID. 'vfleet vm list' shows all; --connect names another libvirt."),
        (ProblemCode.DeviceUnknown, "The guest has no such virtual function, or several. 'vfleet vm list' shows its devices."),
        (ProblemCode.FileUnknown, "There is no such file. The host's document is /etc/vfleet/host.yaml unless --file names another."),
        (ProblemCode.FileFault, "A file that was named cannot be read or written: no right, disk full, a folder in its place. The message has the system's words."),
        (ProblemCode.EntriesConflict, "Two entries of the host's document match the same PF, or one matches a PF of neverTouch. An entry by exact address "
            + "wins over others; otherwise narrow one of them."),
        (ProblemCode.CardChanged, "What Vfleet keeps over reboots is of another make of card than the one in that slot now, so nothing was done to it. Set the "
            + "new card ('vfleet pf set'), which replaces what is kept, or forget the old one ('vfleet pf forget')."),
        (ProblemCode.CardMoved, "The card is there, but at another PCI address: bus numbers move when cards are added or slots change. 'vfleet pf move' lets what is "
            + "kept follow it. Guests that name the old address of a VF must be changed too."),
        (ProblemCode.MtuBelowVf, "Frames of a VF that are larger than its PF's MTU are lost. Lower the VF's MTU first, or leave the PF's."),
        (ProblemCode.AddressTableFull, "The NIC holds a limited number of MAC addresses for the PF and its VFs together, and all are in use. A guest whose address "
            + "does not fit is not reached by VFs of that PF: give it a VF too, or put it on another PF's bridge. Fewer VFs make room."),
        (ProblemCode.VfNotPf, "A virtual function was named where a physical function is needed."),
        (ProblemCode.FunctionVanished, "The function was there when the command began and is gone: unplugged, its driver unloaded, or the number of VFs changed."),
        (ProblemCode.CountTooLarge, "The card and its driver allow fewer VFs. Some cards allow more after a change of their firmware settings (mlxconfig, "
            + "vendor tools) and a reboot."),
        (ProblemCode.VfNotFree, "A guest, a process or the host's own networking uses the VF. The remedy of each names what would end that; "
            + "'vfleet vf show' lists all reasons."),
        (ProblemCode.VfInUse, "Something else has a VF that was chosen for a guest, by libvirt's or the kernel's word. The engine holds it for suspect and takes another, "
            + "three times at most; 'vfleet vf show' tells who has it."),
        (ProblemCode.GuestExists, "Another guest of the host has the name; libvirt allows each once. Rename one of them."),
        (ProblemCode.MemoryShort, "The host has less memory to spare (MemAvailable of /proc/meminfo) than the guest needs. A guest with a VF takes all of its own at once."),
        (ProblemCode.BridgeUnknown, "The host has no bridge of that name. Make it, or map the network to another bridge of the host."),
        (ProblemCode.NoFreeVf, "Every VF of the PF is taken. Take one back, create more (needs all free), or use another PF."),
        (ProblemCode.PfCarriesManagement, "The PF carries the host's default route or your own connection, and the change may interrupt it. "
            + "Use another PF, or --force when you have a console."),
        (ProblemCode.GuestState, "The guest is stopped where it must run, paused where it must answer, or has no persistent configuration."),
        (ProblemCode.GuestNoSlot, "A running q35 guest takes devices only into free pcie-root-port controllers, and has none left. Add some and restart it."),
        (ProblemCode.IommuNotViable, "Without an IOMMU, or when the function shares its group with one that the host uses, it cannot be given away safely. "
            + "Enable VT-d or AMD-Vi; put the card behind a port with ACS."),
        (ProblemCode.PlanStale, "Somebody changed the host between the plan and its execution. Run the command again."),
        (ProblemCode.Locked, "Another vfleet is changing the same function. The message says which; wait for it and try again."),
        (ProblemCode.Unsupported, "The driver, the kernel or libvirt cannot do it at all. 'vfleet pf show' lists the limits of a driver."),
        (ProblemCode.RecordedHost, "A host read with --root is a record: it can be looked at and planned on (--dry-run), not changed."),
        (ProblemCode.NoPermission, "Changing functions takes root (or CAP_NET_ADMIN and CAP_DAC_OVERRIDE), as does seeing who holds them. Use sudo."),
        (ProblemCode.KernelRefused, "The kernel or the PF driver refused. The message has the kernel's own words; 'dmesg' often has more."),
        (ProblemCode.NotApplied, "The kernel accepted a setting and then reported another. The driver or its firmware ignores it."),
        (ProblemCode.LibvirtFailed, "libvirt tried and failed; the message has its own words. 'journalctl -u libvirtd' and the guest's log in "
            + "/var/log/libvirt/qemu have more."),
        (ProblemCode.GuestRefused, "The guest's kernel said that it does not let the device go: something in the guest uses it (a bond, DPDK)."),
        (ProblemCode.GuestSilent, "The guest did not answer the request to let the device go: it is booting, hangs, or lacks ACPI or PCI Express hotplug "
            + "(pciehp). Try --timeout, or stop the guest."),
        (ProblemCode.KernelHangs, "A write to the kernel has not returned. The PF driver hangs; 'dmesg' shows where. A reboot may be needed."),
        (ProblemCode.VfsLate, "VFs did not appear in time. 'dmesg' may show that bus numbers or memory for their BARs ran short."),
        (ProblemCode.StateNotSaved, "The state of a function must be on disk before it is changed, and could not be written: disk full or read-only."),
        (ProblemCode.StateDamaged, "A state file under /var/lib/vfleet cannot be understood. It is left alone; the message names it."),
        (ProblemCode.CaptureDamaged, "The file is no capture that 'vfleet capture' wrote, or a part of it is missing: cut short on its way, changed, or of a newer "
            + "vfleet. Nothing of it is read."),
        (ProblemCode.LibvirtUnavailable, "libvirt's library or daemon does not answer. Install libvirt-daemon-system, or start libvirtd or virtqemud."),
        (ProblemCode.Cancelled, "Somebody stopped the command; what it had done was undone."),
        (ProblemCode.EngineUnreachable, "No engine answers: it is down, a firewall is between, or the name is wrong. A host in a fleet stays as it was last desired meanwhile."),
        (ProblemCode.EngineUntrusted, "Who answers shows no certificate of the authority that the token, or the engine that the host joined, has. Nothing secret was sent."),
        (ProblemCode.EngineFault, "The engine answered with a fault of its own, or something else than an engine listens there. Its log says more."),
        (ProblemCode.ClockWrong, "A certificate is not valid yet, or no longer, by this host's clock. Set the clock, or the engine's."),
        (ProblemCode.HostRevoked, "Somebody put this host out of the fleet. It stays as it was last desired. To take it in again: 'vfleet leave', then 'vfleet join' with a new token."),
        (ProblemCode.JoinedAlready, "A host is in one fleet at a time: 'vfleet leave' first."),
        (ProblemCode.NotJoined, "This host is in no fleet, so there is nothing to leave."),
        (ProblemCode.KernelAnswerMalformed, "An answer of the kernel makes no sense to Vfleet. Please report it with the kernel's version."),
        .. EngineCode.All,
    ];

    /// <summary>Prints what a code means.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="name">The code, in any case.</param>
    /// <returns>Whether there is such a code.</returns>
    public static bool TryPrint(Screen screen, string name)
    {
        foreach (var (code, meaning) in All)
        {
            if (string.Equals(code.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                screen.Line($"{screen.Paint(code.Name, Tone.Strong)} (exit code {ExitCodes.Of(code.Kind)})");
                foreach (var line in Wrap.Lines(meaning, Math.Clamp((screen.Width ?? 80) - 2, 40, 100)))
                {
                    screen.Line($"  {line}");
                }

                return true;
            }
        }

        return false;
    }

    /// <summary>Prints every code.</summary>
    /// <param name="screen">Where.</param>
    public static void PrintAll(Screen screen)
    {
        foreach (var (code, _) in All)
        {
            TryPrint(screen, code.Name);
        }
    }
}
