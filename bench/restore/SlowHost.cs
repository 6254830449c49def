using Vfleet.Domain.Changes;
using Vfleet.Domain.Keeping;
using Vfleet.Host;
using Vfleet.Host.Reading;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeLibvirt;
using Vfleet.TestKit.FakeNetlink;
using Vfleet.TestKit.FakeSysfs;

namespace Vfleet.Bench.Restore;

/// <summary>A host of fakes whose PFs take real time to make VFs, as real cards do, each on its own: all may be at it at once.</summary>
internal sealed class SlowHost : ISysfsWriter, IDisposable
{
    private readonly Dictionary<PciAddress, (FakeLink Link, TimeSpan Takes)> _pfs = [];
    private readonly DirectoryInfo _own = Directory.CreateTempSubdirectory("vfleet-restore-bench-");
    private readonly FakeHost _sysfs = new();
    private readonly FakeSysfsKernel _writes;
    private readonly FakeKernel _netlink = new();
    private readonly FakeLibvirt _libvirt = new();
    private readonly ManualResetEventSlim _never = new();
    private readonly Lock _gate = new();

    public SlowHost() => _writes = new FakeSysfsKernel(_sysfs)
    {
        Reacted = write =>
        {
            if (write.Errno == Errno.None && write.Path.Split('/') is [.., var pf, "sriov_numvfs"])
            {
                lock (_gate)
                {
                    _pfs[PciAddress.Parse(pf)].Link.WithVfs(int.Parse(write.Value));
                }
            }
        },
    };

    public IEnumerable<PciAddress> Pfs => _pfs.Keys.Order();

    /// <summary>Adds a PF and keeps of it that it has VFs on vfio.</summary>
    public void Add(int number, TimeSpan takes, int vfs)
    {
        var address = new PciAddress(0, (byte)number, 0, 0);
        _sysfs.AddPf(address.ToString(), netdev: $"enp{number}s0");
        _pfs[address] = (_netlink.AddPf($"enp{number}s0", 0, parent: address.ToString()), takes);
        NewParts().State.Update(address, state => state with
        {
            Kept = new KeptPf { Vfs = vfs, Driver = VfDriverChoice.Vfio },
            Card = new CardIdentity(0x8086, 0x10c9, null, $"enp{number}s0"),
        });
    }

    /// <summary>Opens the host, as each worker does.</summary>
    public IHost Open()
    {
        var parts = NewParts();
        return new LiveHost(parts, withUse => LivePicture.Read(_sysfs.Root, parts.Answers, withUse));
    }

    /// <summary>As after a boot: no VFs.</summary>
    public void Boot()
    {
        foreach (var (address, (link, _)) in _pfs)
        {
            _sysfs.RemoveVfs(address);
            _sysfs.Files.Write($"{_sysfs.DevicePath(address)}/sriov_drivers_autoprobe", "1\n");
            link.Vfs.Clear();
        }
    }

    /// <summary>How many VFs of all PFs are as they are kept.</summary>
    public int OnVfio(int vfs) => _pfs.Keys.Sum(pf => Enumerable.Range(0, vfs).Count(index => _sysfs.DriverOf(pf.VirtualFunction(0x80, 2, index)!.Value) == "vfio-pci"));

    public Errno Write(string path, string value)
    {
        if (path.Split('/') is [.., var pf, "sriov_numvfs"])
        {
            // The writer's thread stands still, as in the kernel.
            _ = _never.Wait(_pfs[PciAddress.Parse(pf)].Takes);
        }

        return _writes.Write(path, value);
    }

    public void Dispose()
    {
        _never.Dispose();
        _sysfs.Dispose();
        _own.Delete(recursive: true);
    }

    private HostParts NewParts() => new(
        new HostOptions { StateDirectory = Path.Join(_own.FullName, "state"), RunDirectory = Path.Join(_own.FullName, "run"), Caller = "restore" },
        _sysfs.Root, this, new InTurn(_netlink, _gate), _libvirt, TimeProvider.System);

    /// <summary>The fake kernel answers one at a time; a request takes it microseconds.</summary>
    private sealed class InTurn(FakeKernel kernel, Lock gate) : INetlinkKernel
    {
        public INetlinkTransport Open(NetlinkProtocol protocol) => new Transport(kernel.Open(protocol), gate);

        private sealed class Transport(INetlinkTransport inner, Lock gate) : INetlinkTransport
        {
            public void Send(ReadOnlySpan<byte> datagram)
            {
                lock (gate)
                {
                    inner.Send(datagram);
                }
            }

            public ReadOnlySpan<byte> Receive() => inner.Receive();

            public void Join(uint group) => inner.Join(group);

            public ValueTask<NetlinkDelivery> ReceiveAsync(CancellationToken cancellationToken) => inner.ReceiveAsync(cancellationToken);

            public void Dispose() => inner.Dispose();
        }
    }
}
