using Vfleet.Domain.Changes;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Settings;
using Vfleet.Host.Reading;
using Vfleet.Linux.Interop;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeLibvirt;
using Vfleet.TestKit.FakeNetlink;
using Vfleet.TestKit.FakeSysfs;

namespace Vfleet.Host.Tests;

/// <summary>
/// A whole host made of fakes whose parts know of each other: one igb PF "enp1s0", a sysfs that reacts to writes, a netlink kernel with
/// the VFs that sysfs has, a libvirt with one running guest "web1", and our own state in a folder of the test's.
/// </summary>
internal sealed class Rig : IAsyncDisposable
{
    public const string PfName = "enp1s0";
    public static readonly PciAddress Pf = PciAddress.Parse("0000:01:00.0");
    private const string BootIdFile = "proc/sys/kernel/random/boot_id";
    private readonly TemporaryFolder _folder = new();
    private int _life = 1;

    public Rig(int vfs = 4, string? vfDriver = "vfio-pci", FakeVfDriver? driver = null, string pfDriver = "igb")
    {
        if (pfDriver != "igb")
        {
            Sysfs.AddDriver(pfDriver);
        }

        Sysfs.AddPf(Pf.ToString(), driver: pfDriver, netdev: PfName);
        Kernel = new FakeSysfsKernel(Sysfs);
        Link = Netlink.AddPf(PfName, 0, driver ?? FakeVfDriver.Netdevsim, Pf.ToString());
        if (vfs > 0)
        {
            Sysfs.CreateVfs(Pf, vfs, probe: false);
            Link.WithVfs(vfs);
            foreach (var index in Enumerable.Range(0, vfs))
            {
                Link.Vfs[index].Mac = OriginalMac(index);
                if (vfDriver is not null)
                {
                    Sysfs.BindDriver(VfAddress(index), vfDriver);
                    Sysfs.Files.Write($"{Sysfs.DevicePath(VfAddress(index))}/driver_override", vfDriver + "\n");
                }
            }
        }

        // The PF driver makes and removes VFs in both worlds at once.
        Kernel.Reacted = write =>
        {
            if (write.Errno == Errno.None && write.Path.EndsWith("/sriov_numvfs", StringComparison.Ordinal))
            {
                Link.Vfs.Clear();
                Link.WithVfs(int.Parse(write.Value));
            }
        };
        Guest = Libvirt.Hypervisor.DefineRunning("web1");
        Sysfs.Files.Write(BootIdFile, "boot-1\n");
        Parts = NewParts();
        Host = NewHost(Parts);
    }

    public FakeHost Sysfs { get; } = new();

    public FakeSysfsKernel Kernel { get; }

    public FakeKernel Netlink { get; } = new();

    public FakeLink Link { get; }

    public FakeLibvirt Libvirt { get; } = new();

    public FakeDomain Guest { get; }

    /// <summary>What becomes of running a program with arguments; none is installed.</summary>
    public Func<string, IReadOnlyList<string>, ProcessRun> Programs { get; set; } = (program, _) => new(null, "", $"{program}: not found");

    public HostParts Parts { get; private set; }

    public LiveHost Host { get; private set; }

    public string StateDirectory => Path.Join(_folder.Path, "state");

    public static FunctionSelector PfSelector => new FunctionSelector.ByNetdev(PfName);

    public static FunctionSelector Vf(int index) => new FunctionSelector.ByIndex(PfSelector, index);

    public static PciAddress VfAddress(int index) => Pf.VirtualFunction(0x80, 2, index)!.Value;

    public static MacAddress OriginalMac(int index) => new(0x0200_0000_0a00UL + (uint)index);

    public static HostChange.AttachVf Attach(FunctionSelector function, VfSettings settings) => new("web1", function, settings);

    /// <summary>Everything that a change could leave behind: VFs, drivers, overrides, settings, guests, records.</summary>
    public string Fingerprint()
    {
        var vfs = Enumerable.Range(0, Link.Vfs.Count).Select(index =>
        {
            var vf = Link.Vfs[index];
            var device = Sysfs.DevicePath(VfAddress(index));
            var only = Sysfs.Files.Read($"{device}/driver_override");
            return $"{index}: {vf.Mac} {vf.Vlan} spoof {vf.SpoofCheck} trust {vf.Trust} rate {vf.MinTxRate}-{vf.MaxTxRate} link {vf.LinkState} "
                + $"driver {Sysfs.DriverOf(VfAddress(index))} override {(string.IsNullOrEmpty(only) ? "(null)" : only)}";
        });
        var records = Directory.Exists(StateDirectory) ? Directory.GetFiles(StateDirectory, "*.json").Select(File.ReadAllText) : [];
        return string.Join(
            '\n',
            [
                .. vfs,
                $"up {Link.IsUp}",
                $"autoprobe {Sysfs.Files.Read($"{Sysfs.DevicePath(Pf)}/sriov_drivers_autoprobe")}",
                $"live {Guest.Live?.Interfaces.Length} config {Guest.Config?.Interfaces.Length}",
                .. records,
            ]);
    }

    /// <summary>
    /// The program is killed and started again: whatever it was doing stays where it is for good, its locks are free, and everybody
    /// else knows what they knew.
    /// </summary>
    public void Kill()
    {
        _life++;
        Parts = NewParts();
        Host = NewHost(Parts);
    }

    /// <summary>Power is lost and comes back: no VFs, no guests running, everything that the kernel kept is as at its first boot.</summary>
    public void PowerCut()
    {
        Libvirt.Hypervisor.Stop(Guest);
        Sysfs.RemoveVfs(Pf);
        Sysfs.Files.Write($"{Sysfs.DevicePath(Pf)}/sriov_numvfs", "0\n");
        Sysfs.Files.Write($"{Sysfs.DevicePath(Pf)}/sriov_drivers_autoprobe", "1\n");
        Link.Vfs.Clear();
        Link.Mtu = 1500;
        Kill();
        Sysfs.Files.Write(BootIdFile, $"boot-{_life}\n");
    }

    /// <summary>Opens the host once more, as each worker does.</summary>
    public IHost Open() => NewHost(NewParts());

    public Task<ChangeOutcome> ApplyAsync(HostChange change) => Host.ApplyAsync(change, null, TestContext.Current.CancellationToken);

    public async Task<ChangeOutcome.Done> DoAsync(HostChange change)
    {
        var outcome = await ApplyAsync(change);
        var because = outcome switch
        {
            ChangeOutcome.Refused refused => string.Join("; ", refused.Problems),
            ChangeOutcome.Failed failed => failed.Problem.ToString(),
            _ => "",
        };
        return outcome.ShouldBeOfType<ChangeOutcome.Done>(because);
    }

    public async Task<ObservedVf> ObserveVfAsync(int index) =>
        (await Host.ObserveAsync(ObserveScope.All, TestContext.Current.CancellationToken)).Pfs[0].Vfs[index];

    private HostParts NewParts() => new(
        new HostOptions { StateDirectory = StateDirectory, RunDirectory = Path.Join(_folder.Path, $"run{_life}"), Caller = "vfleet test" },
        Sysfs.Root, Kernel, Netlink, Libvirt, TimeProvider.System)
    {
        RunProgram = (program, arguments, _) => Task.FromResult(Programs(program, arguments)),
    };

    private LiveHost NewHost(HostParts parts) => new(parts, withUse => LivePicture.Read(Sysfs.Root, parts.Answers, withUse));

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Sysfs.Dispose();
        _folder.Dispose();
    }
}
