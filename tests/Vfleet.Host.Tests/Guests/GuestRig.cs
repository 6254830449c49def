using System.Collections.Concurrent;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Settings;
using Vfleet.Host.Guests;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeLibvirt;

namespace Vfleet.Host.Tests.Guests;

/// <summary>The rig's host with a bridge, a disk and memory, and a guest that is to run there.</summary>
internal sealed class GuestRig : IAsyncDisposable
{
    public static readonly Guid Id = Guid.Parse("6b1f6a0e-0000-4000-8000-000000000001");

    public GuestRig(string? vfDriver = "igbvf", string pfDriver = "igb")
    {
        Rig = new Rig(vfDriver: vfDriver, pfDriver: pfDriver);
        Rig.Sysfs.Files.Write("sys/class/net/br0/bridge/bridge_id", "8000.000000000000\n");
        Rig.Sysfs.Files.Write("disks/root.qcow2", "disk");
        Rig.Sysfs.Files.Write("proc/meminfo", "MemTotal:       16000000 kB\nMemFree:         100000 kB\nMemAvailable:    8192000 kB\n");
    }

    public Rig Rig { get; }

    public FakeHypervisor Hypervisor => Rig.Libvirt.Hypervisor;

    /// <summary>The guest's domain; null when libvirt has none.</summary>
    public FakeDomain? Domain => Hypervisor.Domains.FirstOrDefault(domain => domain.Uuid == Id);

    /// <summary>What was told, in order.</summary>
    public ConcurrentQueue<string> Told { get; } = [];

    public string SeedPath => Path.Join(Rig.StateDirectory, "guests", $"{Id}.iso");

    public static MacAddress Mac(int index) => new(0x5254_0000_0100UL + (uint)index);

    public static GuestNic Vf(int index, int vlan = 100) => new(Guid.NewGuid(), $"nic{index}", Mac(index))
    {
        Vf = new GuestVf(Rig.Pf, index, new VfSettings { Vlan = new VlanTag((ushort)vlan, 3), Trust = true }),
    };

    public static GuestNic Virtio(int index) => new(Guid.NewGuid(), $"nic{index}", Mac(index)) { Bridge = "br0" };

    public static GuestNic Pair(int index) => Vf(index) with { Bridge = "br0" };

    public static GuestSpec Guest(params GuestNic[] nics) => new(Id, "db1")
    {
        Cpus = 2,
        MemoryMiB = 512,
        Disks = [new GuestDisk("/disks/root.qcow2") { Format = GuestDiskFormat.Qcow2 }],
        Seed = new GuestSeed { UserData = "#cloud-config\n" },
        Nics = [.. nics],
    };

    public Task<GuestOutcome> ApplyAsync(GuestChange change, CancellationToken? cancellationToken = null) =>
        Rig.Host.Guests.ApplyAsync(change, new Telling(this), cancellationToken ?? TestContext.Current.CancellationToken);

    public Task<GuestOutcome> PlanAsync(GuestChange change) => Rig.Host.Guests.PlanAsync(change, TestContext.Current.CancellationToken);

    public async Task<GuestOutcome.Done> DoAsync(GuestChange change)
    {
        var outcome = await ApplyAsync(change);
        return outcome.ShouldBeOfType<GuestOutcome.Done>(outcome switch
        {
            GuestOutcome.Refused refused => string.Join("; ", refused.Problems),
            GuestOutcome.Failed failed => string.Join("; ", failed.Left.Insert(0, failed.Problem)),
            GuestOutcome.Nothing nothing => nothing.Because,
            _ => "",
        });
    }

    /// <summary>A guest that runs with these vNICs.</summary>
    public async Task<GuestRig> RunningAsync(params GuestNic[] nics)
    {
        await DoAsync(new GuestChange.Start(Guest(nics)));
        return this;
    }

    /// <summary>Waits until the guest has been asked to shut down.</summary>
    public async Task AskedAsync()
    {
        while (Hypervisor.Faults.Made.All(made => made.Call != FakeCall.Shutdown))
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Other hands remove the guest's definition.</summary>
    public async Task UndefineAsync()
    {
        var connection = (await Rig.Parts.LibvirtAsync(TestContext.Current.CancellationToken)).Require();
        await connection.Lifecycle.UndefineAsync(Id, keepsNvram: false, TestContext.Current.CancellationToken);
    }

    /// <summary>Everything that a guest could leave behind.</summary>
    public string Fingerprint() => $"{Rig.Fingerprint()}\nguests {string.Join(' ', Hypervisor.Domains.Select(domain => domain.Name).Order())}\nseed {File.Exists(SeedPath)}";

    public ValueTask DisposeAsync() => Rig.DisposeAsync();

    private sealed class Telling(GuestRig rig) : IProgress<string>
    {
        public void Report(string value) => rig.Told.Enqueue(value);
    }
}
