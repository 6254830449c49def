using Vfleet.Libvirt.Xml;

namespace Vfleet.Libvirt.Tests.Xml;

/// <summary>Random domains of our own making; a seed makes a failure repeatable.</summary>
internal static class AnyDomain
{
    internal static DomainDefinition Of(int seed, bool plain)
    {
        var random = new Random(seed);
        var any = new Any(seed, plain);
        (int Sockets, int Cores, int Threads) cpus = (random.Next(1, 5), random.Next(1, 9), random.Next(1, 3));
        return new DomainDefinition(Guid.NewGuid(), any.Name("vm"))
        {
            UsesKvm = any.Coin(),
            Cpus = cpus.Sockets * cpus.Cores * cpus.Threads,
            Topology = random.Next(2) == 0 ? cpus : null,
            MemoryMiB = random.Next(1, 1 << 20),
            Numa = any.Maybe(() => new NumaBinding(random.Next(8), "0-3,8-11")),
            IsUefi = any.Coin(),
            Nvram = any.Maybe(() => "/var/lib/disks/vm.qcow2.nvram"),
            Kernel = any.Maybe(() => "/boot/vmlinuz"),
            Initrd = any.Maybe(() => "/boot/initrd"),
            CommandLine = any.Maybe(() => "console=ttyS0 " + any.Awkward()),
            Disks = [.. Enumerable.Range(0, random.Next(9)).Select(_ => Disk(random, any))],
            Interfaces = [.. Enumerable.Range(0, random.Next(5)).Select(_ => Interface(random, any))],
            ConsoleLog = any.Maybe(() => "/var/log/libvirt/qemu/vm-serial0.log"),
            Mark = any.Maybe(() => new DomainMark(Guid.NewGuid(), any.Awkward())),
        };
    }

    private static DomainDisk Disk(Random random, Any any) => new("/var/lib/disks/" + any.Name())
    {
        Bus = (DomainDiskBus)random.Next(3),
        IsQcow2 = any.Coin(),
        IsBlockDevice = any.Coin(),
        IsReadOnly = any.Coin(),
        IsCd = any.Coin() && random.Next(3) == 0,
    };

    private static DomainInterface Interface(Random random, Any any) => random.Next(2) == 0
        ? new DomainInterface(new FunctionSource(any.Address(), Managed: false)) { Mac = any.Mac(), Vlan = any.Maybe(() => VlanSetting.Single(100)), Alias = any.Name("ua-") }
        : new DomainInterface(new BridgeSource(any.Name("br"))) { Mac = any.Mac(), Model = "virtio", LinkUp = any.Coin() ? false : null, Alias = any.Name("ua-") };
}
