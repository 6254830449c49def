using System.Globalization;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Documents;
using Vfleet.FleetKit;
using Vfleet.Primitives;
using Vfleet.Storage;

namespace Vfleet.Bench.Ovirt;

/// <summary>A host with 8 PFs of 64 VFs each; VMs have every fourth VF, and of each PF one VF is held by the host itself.</summary>
internal static class LargeHost
{
    public const int Pfs = 8;
    public const int VfsEach = 64;
    private const int Held = 63;

    /// <summary>Writes it into a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="seed">The fleet that it belongs to.</param>
    /// <param name="name">Its name.</param>
    /// <returns>Its id.</returns>
    public static async Task<Guid> WriteAsync(IFleetStore store, Seed seed, string name)
    {
        var host = new FleetHost(Guid.CreateVersion7(), name, seed.Cluster.Id);
        var commits = new List<Commit>
        {
            Of(FleetKinds.Hosts, host, $"host:{name}"),
            Of(FleetKinds.Inventories, Seed.InventoryOf(host.Id) with { Pfs = [.. Enumerable.Range(0, Pfs).Select(Pf)] }),
        };
        for (var pf = 0; pf < Pfs; pf++)
        {
            var labels = new VfsConfiguration(host.Id, Seed.Address(pf)) { AllNetworksAllowed = false, Labels = ["zone1", "zone2"], Count = VfsEach };
            commits.Add(Of(FleetKinds.Configurations, labels));
            for (var index = 0; index < VfsEach; index += 4)
            {
                var vm = new Vm(Guid.CreateVersion7(), string.Create(CultureInfo.InvariantCulture, $"{name}-{pf}-{index}"), seed.Cluster.Id)
                {
                    HostId = host.Id,
                    Status = VmStatus.Up,
                    Nics = [new Vnic(Guid.CreateVersion7(), "nic1") { ProfileId = seed.Profiles[1].Id, Type = VnicType.PciPassthrough }],
                };
                commits.Add(Of(FleetKinds.Vms, vm, $"vm:{seed.DataCenter.Id:D}:{vm.Name}") with { Claims = [new Claim(new VfKey(host.Id, Seed.Address(pf), index), vm.Id, vm.Nics[0].Id)] });
            }
        }

        foreach (var outcome in await store.CommitAsync([.. commits], CancellationToken.None))
        {
            if (outcome is not CommitOutcome.Done)
            {
                throw new InvalidOperationException($"the host cannot be written: {outcome}");
            }
        }

        return host.Id;
    }

    private static InventoryPf Pf(int i) => new(Seed.Address(i), $"ens{i}f0")
    {
        Mac = MacAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"02:00:00:00:00:{i:x2}")),
        VendorDevice = "8086:159b",
        VfVendorDevice = "8086:1889",
        Model = "Ethernet Controller E810-XXV for SFP",
        Driver = "ice",
        MaxVfs = VfsEach,
        NumVfs = VfsEach,
        VfOffset = 8,
        VfStride = 1,
        HasLink = true,
        Speed = 25_000,
        Mtu = 9000,
        Vfs = [new InventoryVf(Held) { Holds = ["its netdev is a port of the bridge br0"] }],
    };

    private static Commit Of<T>(FleetKind<T> kind, T item, params string[] names)
        where T : class => new()
        {
            Writes = [new DocumentWrite(kind.Word, kind.Id(item), 0, FleetJson.Write(item))],
            Takes = [.. names.Select(name => new NameTaking(name, kind.Id(item)))],
        };
}
