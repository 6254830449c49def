using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Placement;
using Vfleet.Primitives;

namespace Vfleet.Domain.Tests.Placement;

/// <summary>Parts of a fleet with as little said as possible.</summary>
internal static class GivenFleet
{
    public static readonly Guid DataCenter = Id(1, 1);
    public static readonly Cluster Cluster = new(Id(2, 1), "rack1", DataCenter);
    public static readonly Network Red = new(Id(3, 1), "red", DataCenter);
    public static readonly Network Blue = new(Id(3, 2), "blue", DataCenter);
    public static readonly VnicProfile RedVf = new(Id(4, 1), "red-vf", Red.Id) { Passthrough = Passthrough.Required };
    public static readonly VnicProfile BlueVf = new(Id(4, 2), "blue-vf", Blue.Id) { Passthrough = Passthrough.Required };

    public static Guid Id(short kind, int number) => new(number, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public static FleetHost Host(int number) => new(Id(5, number), $"host{number}", Cluster.Id) { ReservedMemoryMiB = 0 };

    public static InventoryPf Pf(int number, int vfs) => new(new PciAddress(0, (byte)number, 0, 0), $"ens{number}f0") { MaxVfs = vfs, NumVfs = vfs };

    public static HostInventory Inventory(FleetHost host, params ImmutableArray<InventoryPf> pfs) => new(host.Id) { MemoryMiB = 65_536, Cpus = 16, Pfs = pfs };

    public static VfsConfiguration Only(FleetHost host, InventoryPf pf, params ImmutableArray<Network> networks) =>
        new(host.Id, pf.Address) { AllNetworksAllowed = false, Networks = [.. networks.Select(network => network.Id)] };

    public static Vnic Nic(int number, VnicProfile? profile) => new(Id(6, number), $"nic{number}") { ProfileId = profile?.Id, Type = VnicType.PciPassthrough };

    public static Vm Vm(int number, params ImmutableArray<Vnic> nics) => new(Id(7, number), $"vm{number}", Cluster.Id) { Nics = nics };

    /// <summary>A picture with the cluster, both networks, both profiles, and some hosts.</summary>
    public static FleetPicture Picture(params ReadOnlySpan<(FleetHost Host, HostInventory Inventory)> hosts)
    {
        var picture = new FleetPicture();
        picture.Set(Cluster);
        picture.Set(Red);
        picture.Set(Blue);
        picture.Set(RedVf);
        picture.Set(BlueVf);
        foreach (var (host, inventory) in hosts)
        {
            picture.Set(host);
            picture.Set(inventory);
        }

        return picture;
    }

    public static PlacementOutcome Place(this FleetPicture picture, params ImmutableArray<Vm> vms) => picture.Place(new PlacementRequest(vms));

    public static ImmutableArray<VmPlacement> ShouldBePlaced(this PlacementOutcome outcome) => outcome.ShouldBeOfType<PlacementOutcome.Placed>(
        (outcome as PlacementOutcome.Refused)?.Refusal.Message).Vms;

    public static PlacementRefusal ShouldBeRefused(this PlacementOutcome outcome) => outcome.ShouldBeOfType<PlacementOutcome.Refused>().Refusal;
}
