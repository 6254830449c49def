using Vfleet.Domain.Fleet;
using Vfleet.Primitives;

namespace Vfleet.TestKit.Fleet;

/// <summary>A small fleet in which all is right: a host with a PF of 8 VFs, a network with VLAN 100, profiles with and without VFs.</summary>
public sealed class SampleFleet
{
    public static PciAddress PfAddress { get; } = PciAddress.Parse("0000:01:00.0");

    public SampleFleet()
    {
        DataCenter = Fleet.Put(new DataCenter(Id(1), "dc1"));
        Cluster = Fleet.Put(new Cluster(Id(2), "c1", DataCenter.Id));
        Host = Fleet.Put(new FleetHost(Id(3), "h1", Cluster.Id));
        Pf = new InventoryPf(PfAddress, "ens1f0") { MaxVfs = 8, NumVfs = 4 };
        Fleet.Put(new HostInventory(Host.Id) { MemoryMiB = 65536, Cpus = 16, Pfs = [Pf], Bridges = ["br0"] });
        Red = Fleet.Put(new Network(Id(4), "red", DataCenter.Id) { Vlan = 100 });
        Virtio = Fleet.Put(new VnicProfile(Id(5), "virtio", Red.Id));
        Passthrough = Fleet.Put(new VnicProfile(Id(6), "vf", Red.Id) { Passthrough = Domain.Fleet.Passthrough.Required });
    }

    public FleetModel Fleet { get; } = new();

    public DataCenter DataCenter { get; }

    public Cluster Cluster { get; }

    public FleetHost Host { get; }

    public InventoryPf Pf { get; }

    public Network Red { get; }

    public VnicProfile Virtio { get; }

    public VnicProfile Passthrough { get; }

    /// <summary>The configuration that every PF has from the beginning.</summary>
    public VfsConfiguration Configuration => new(Host.Id, PfAddress);

    public static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    public static MacAddress Mac(int number) => new(0x5254_0000_0000UL + (ulong)number);

    /// <summary>A vNIC with a VF.</summary>
    public Vnic VfNic(int number) => new(Id(1000 + number), $"nic{number}")
    {
        ProfileId = Passthrough.Id,
        Type = VnicType.PciPassthrough,
        Mac = Mac(number),
    };

    /// <summary>A vNIC on the host's bridge.</summary>
    public Vnic VirtioNic(int number) => new(Id(1000 + number), $"nic{number}") { ProfileId = Virtio.Id, Mac = Mac(number) };

    /// <summary>A VM that does not run.</summary>
    public Vm Vm(int number, params Vnic[] nics) => new(Id(100 + number), $"vm{number}", Cluster.Id) { Nics = [.. nics] };

    /// <summary>Puts a VM that runs on the host; its vNICs with VFs have claims.</summary>
    public Vm Running(int number, params Vnic[] nics)
    {
        var vm = Fleet.Put(Vm(number, nics) with { Status = VmStatus.Up, HostId = Host.Id });
        foreach (var nic in nics.Where(nic => nic is { IsPlugged: true, Type: VnicType.PciPassthrough }))
        {
            Fleet.Put(new Claim(new VfKey(Host.Id, PfAddress, Fleet.ClaimsOn(Host.Id).Count), vm.Id, nic.Id));
        }

        return vm;
    }
}
