using System.Text;
using Vfleet.Lab.Variants;
using Vfleet.Primitives;

namespace Vfleet.Lab.Hosts;

/// <summary>Builds the command line of the QEMU that is one host. Its paths are those of <see cref="QemuChroot"/>.</summary>
internal static class QemuCommandLine
{
    // Slots on the first root bus. The .link files of the image name the first two "mgmt0" and "fabric0".
    private const int ManagementSlot = 2;
    private const int FabricSlot = 3;
    private const int DiskSlot = 4;
    private const int ExpanderSlot = 5;
    private const int FirstPortSlot = 0x10;

    // On the root bus, a PF takes with its VFs the two slots that are 16 further. QEMU refuses those that others have or that do not exist.
    private const int FirstPfSlot = 8;
    private const int SlotsPerPf = 2;

    // NICs, of either kind, that a port of that placement has.
    private const int FullWindowNics = 3;

    // A second PCI root begins here.
    private const int SecondRootBus = 0x40;

    /// <summary>The PFs that a host of a variant gets.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="lab">Name of the lab, for the port names.</param>
    /// <param name="host">1 for the first host.</param>
    /// <param name="count">How many.</param>
    /// <returns>The PFs.</returns>
    public static IEnumerable<LabPf> Pfs(LabVariant variant, string lab, int host, int count) => Enumerable.Range(0, count)
        .Select(index => new LabPf(index, Address(variant.Placement, index), Mac(host, 0x10 + index), $"{lab}h{host}p{index}"));

    /// <summary>Name of a host's port on the host-to-host network.</summary>
    public static string FabricPort(string lab, int host) => $"{lab}h{host}f";

    /// <summary>The command line, without the program.</summary>
    public static IReadOnlyList<string> Build(QemuMachine machine)
    {
        var variant = machine.Variant;
        var folder = $"{QemuChroot.Run}/{machine.Host}";
        var twoNodes = variant.Placement == LabPfPlacement.SecondNode;
        List<string> line =
        [
            "-name", $"vfleet-lab-{machine.Lab}-{machine.Host}",
            "-accel", machine.Accelerator, "-cpu", "max", "-smp", "2", "-m", $"{variant.MemoryMiB}M",
            "-machine", "q35,kernel-irqchip=off", "-nodefaults", "-display", "none", "-vga", "none",
            "-chardev", $"socket,id=con,path={folder}/console.sock,server=on,wait=off,logfile={folder}/console.log,logappend=on",
            "-serial", "chardev:con",
            "-qmp", $"unix:{folder}/qmp.sock,server=on,wait=off",
            "-pidfile", $"{folder}/qemu.pid",
            "-d", "guest_errors", "-D", $"{folder}/qemu.log", "-daemonize",
            "-drive", $"file={QemuChroot.Disks}/{machine.Host}.qcow2,if=none,id=disk,format=qcow2",
            "-device", $"virtio-blk-pci,drive=disk,bus=pcie.0,addr={DiskSlot:x}",
            "-netdev", $"user,id=mgmt,ipv6=off,hostfwd=tcp:127.0.0.1:{machine.SshPort}-:22",
            "-device", $"virtio-net-pci,netdev=mgmt,mac={Mac(machine.Index, 1)},romfile=,bus=pcie.0,addr={ManagementSlot:x}",
            "-netdev", Tap("fabric", FabricPort(machine.Lab, machine.Index)),
            "-device", $"virtio-net-pci,netdev=fabric,mac={Mac(machine.Index, 2)},romfile=,bus=pcie.0,addr={FabricSlot:x}",
            "-kernel", $"{QemuChroot.Image}/vmlinuz", "-initrd", $"{QemuChroot.Image}/initrd.img",
            "-append", KernelArguments(variant, machine.Host),
            "-smbios", Credentials(machine),
        ];
        if (variant.Iommu != LabIommu.None)
        {
            var intremap = variant.Iommu == LabIommu.Full ? "on" : "off";
            line.AddRange(["-device", $"intel-iommu,intremap={intremap},caching-mode=on"]);
        }

        if (twoNodes)
        {
            foreach (var node in (int[])[0, 1])
            {
                line.AddRange(["-object", $"memory-backend-ram,id=mem{node},size={variant.MemoryMiB / 2}M"]);
                line.AddRange(["-numa", $"node,nodeid={node},cpus={node},memdev=mem{node}"]);
            }
        }

        if (variant.Placement is LabPfPlacement.SecondNode or LabPfPlacement.FullWindow)
        {
            // What such a root owns is exactly the memory that the firmware gave to the devices below it (QEMU's build_crs).
            var node = twoNodes ? ",numa_node=1" : "";
            line.AddRange(["-device", $"pxb-pcie,id=second,bus_nr={SecondRootBus},bus=pcie.0,addr={ExpanderSlot:x}{node}"]);
        }

        foreach (var pf in machine.Pfs)
        {
            line.AddRange(Pf(variant, pf));
        }

        if (variant.Placement == LabPfPlacement.FullWindow)
        {
            line.AddRange(Fillers(machine.Pfs.Count));
        }

        return line;
    }

    /// <summary>A MAC address of the lab: 52:54:00 is QEMU's own prefix, then the host, then what it is for.</summary>
    internal static MacAddress Mac(int host, int role) => new([0x52, 0x54, 0x00, 0x0f, (byte)host, (byte)role]);

    private static PciAddress Address(LabPfPlacement placement, int index) => placement switch
    {
        LabPfPlacement.RootBus => new PciAddress(0, 0, (byte)(FirstPfSlot + (SlotsPerPf * index)), 0),
        LabPfPlacement.FullWindow => new PciAddress(0, SecondRootBus + 1, 0, (byte)(1 + index)),
        LabPfPlacement.SecondNode => new PciAddress(0, (byte)(SecondRootBus + 1 + index), 0, 0),
        _ => new PciAddress(0, (byte)(1 + index), 0, 0),
    };

    private static IEnumerable<string> Pf(LabVariant variant, LabPf pf)
    {
        var number = pf.Index + 1;
        var bus = variant.Placement switch
        {
            LabPfPlacement.RootBus => "pcie.0",
            LabPfPlacement.FullWindow => "port1",
            _ => $"port{number}",
        };
        if (RootPort(variant.Placement, pf.Index) is { } port)
        {
            yield return "-device";
            yield return $"pcie-root-port,id={bus},chassis={number},slot={number},{port}";
        }

        yield return "-netdev";
        yield return Tap($"pf{number}", pf.Port);
        yield return "-device";
        var multifunction = variant.Placement == LabPfPlacement.FullWindow ? ",multifunction=on" : "";
        yield return $"igb,netdev=pf{number},mac={pf.Mac},bus={bus},addr={pf.Address.Device:x}.{pf.Address.Function}{multifunction}";
    }

    private static string? RootPort(LabPfPlacement placement, int index) => placement switch
    {
        LabPfPlacement.RootPort => $"bus=pcie.0,addr={FirstPortSlot + index:x}",
        LabPfPlacement.SecondNode => $"bus=second,addr={index:x}",
        LabPfPlacement.FullWindow when index == 0 => "bus=second,addr=0",
        _ => null,
    };

    // SeaBIOS gives a port a window of 2 MiB for registers and one of 2 MiB for prefetchable memory. The registers of an igb or an e1000e
    // take 272 KiB, those of an edu 1 MiB: three of the first and one of the second leave 208 KiB, and the VFs of an igb need 256. A
    // pci-testdev fills the other window. The edu is function 0: it has no ARI, so that the kernel looks for the others in the old way
    // (an igb in its place would say that there are none).
    private static IEnumerable<string> Fillers(int pfs) =>
    [
        .. Function(0, "edu"),
        .. Enumerable.Range(1 + pfs, FullWindowNics - pfs).SelectMany(function => Function(function, "e1000e,romfile=")),
        .. Function(1 + FullWindowNics, "pci-testdev,membar=2M"),
    ];

    private static IEnumerable<string> Function(int function, string device) =>
        ["-device", $"{device},bus=port1,addr=0.{function},multifunction=on"];

    private static string Tap(string id, string name) => $"tap,id={id},ifname={name},script=no,downscript=no";

    // Under emulation the serial console is slow: warnings and worse go there, dmesg has the rest. On a busy machine the emulated timer may
    // starve while the kernel tests it, which then panics: "timer doesn't work through Interrupt-remapped IO-APIC". After an oops a kernel goes on with what
    // the faulting task had locked: a panic shows at once what is wrong with the host.
    private static string KernelArguments(LabVariant variant, string host)
    {
        var iommu = variant.Iommu == LabIommu.None ? "" : "intel_iommu=on iommu=pt ";
        return $"console=ttyS0 root=/dev/vda rw {iommu}systemd.hostname={host} loglevel=5 no_timer_check oops=panic";
    }

    // systemd reads credentials out of SMBIOS strings (systemd.system-credentials(7)), so that the image is the same for all labs.
    private static string Credentials(QemuMachine machine)
    {
        var network = $"[Match]\nName=fabric0\n\n[Network]\nAddress={machine.FabricAddress}/24\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n";
        const string credential = "value=io.systemd.credential.binary";
        return $"type=11,{credential}:ssh.authorized_keys.root={Base64(machine.PublicKey)},"
            + $"{credential}:network.network.20-fabric0={Base64(network)}";
    }

    // QEMU takes a comma in a value for the end of it unless doubled; base64 has none.
    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}

/// <summary>What the command line of one host is made of.</summary>
/// <param name="Lab">Name of the lab.</param>
/// <param name="Host">Name of the host.</param>
/// <param name="Index">1 for the first host.</param>
/// <param name="Variant">The variant.</param>
/// <param name="Pfs">Its PFs.</param>
/// <param name="SshPort">TCP port on 127.0.0.1.</param>
/// <param name="FabricAddress">Its IPv4 address on the host-to-host network.</param>
/// <param name="PublicKey">The lab's ssh public key.</param>
/// <param name="Accelerator">Value of <c>-accel</c>.</param>
internal sealed record QemuMachine(
    string Lab,
    string Host,
    int Index,
    LabVariant Variant,
    IReadOnlyList<LabPf> Pfs,
    int SshPort,
    string FabricAddress,
    string PublicKey,
    string Accelerator);
