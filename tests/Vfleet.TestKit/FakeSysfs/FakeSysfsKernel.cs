using System.Globalization;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.TestKit.FakeSysfs;

/// <summary>
/// The kernel's side of writes to a <see cref="FakeHost"/>: what the tree shows afterwards is what the kernel would show.
/// Rules: drivers/pci/iov.c, drivers/pci/pci-driver.c, drivers/base/bus.c, drivers/base/dd.c.
/// </summary>
public sealed class FakeSysfsKernel(FakeHost host) : ISysfsWriter
{
    private readonly Lock _gate = new();
    private readonly List<FakeWrite> _writes = [];
    private readonly List<FakeFault> _faults = [];

    /// <summary>Every write that arrived, in order, with the answer it got.</summary>
    public IReadOnlyList<FakeWrite> Writes
    {
        get
        {
            lock (_gate)
            {
                return [.. _writes];
            }
        }
    }

    /// <summary>Called after each write that took effect: where a test lets the rest of its fake world react (PF goes down,
    /// uevents).</summary>
    public Action<FakeWrite>? Reacted { get; set; }

    /// <summary>Called before each write takes effect: where a test lets the program that writes die.</summary>
    public Action? Writing { get; set; }

    /// <summary>Whether VFs of a number just written stay unseen until <see cref="DeliverVfs"/>.</summary>
    public bool VfsComeLate { get; set; }

    /// <summary>Makes the n-th write from now on (from 1) fail, whatever it writes.</summary>
    public FakeFault FailStep(int n, Errno errno) => Add(new FakeFault { Skip = n - 1, Errno = errno, Once = true });

    /// <summary>Makes every write to paths that end so fail, until the fault is lifted.</summary>
    public FakeFault FailWritesTo(string pathEnd, Errno errno) => Add(new FakeFault { PathEnd = pathEnd, Errno = errno });

    /// <summary>Makes the next write to a path that ends so hang until <see cref="FakeFault.Lift"/>; then it takes effect.</summary>
    public FakeFault HangWritesTo(string pathEnd) => Add(new FakeFault { PathEnd = pathEnd, Once = true, Hangs = true });

    /// <summary>Makes the n-th write from now on (from 1) hang until <see cref="FakeFault.Lift"/>; then it takes effect.</summary>
    public FakeFault HangStep(int n) => Add(new FakeFault { Skip = n - 1, Once = true, Hangs = true });

    /// <inheritdoc/>
    public Errno Write(string path, string value)
    {
        var fault = Take(path);
        if (fault is { Hangs: true })
        {
            fault.WaitForLift();
        }

        Writing?.Invoke();
        FakeWrite write;
        lock (_gate)
        {
            var errno = fault is { Hangs: false } ? fault.Errno : React(path, value.TrimEnd('\n'));
            write = new FakeWrite(path, value, errno);
            _writes.Add(write);
        }

        if (write.Errno == Errno.None)
        {
            Reacted?.Invoke(write);
        }

        return write.Errno;
    }

    /// <summary>Shows the VFs that <see cref="VfsComeLate"/> held back.</summary>
    public void DeliverVfs(PciAddress pf)
    {
        lock (_gate)
        {
            var count = int.Parse(host.Files.Read($"{host.DevicePath(pf)}/sriov_numvfs")!, CultureInfo.InvariantCulture);
            host.CreateVfs(pf, count, Autoprobe(pf));
        }
    }

    private Errno React(string path, string value)
    {
        var parts = path.Split('/');
        return parts switch
        {
            ["sys", "bus", "pci", "drivers_probe"] => Probe(value),
            ["sys", "bus", "pci", "drivers", var driver, "bind"] => Bind(driver, value),
            ["sys", "bus", "pci", "drivers", var driver, "unbind"] => Unbind(value, driver),
            ["sys", "bus", "pci", "devices", var name, .. var rest] when PciAddress.TryParse(name, out var address) =>
                host.Files.Exists($"sys/bus/pci/devices/{name}") ? ReactDevice(address, rest, value) : Errno.NoEntry,
            _ => WriteFile(path, value),
        };
    }

    private Errno ReactDevice(PciAddress address, string[] attribute, string value) => attribute switch
    {
        ["sriov_numvfs"] => NumVfs(address, value),
        ["sriov_drivers_autoprobe"] => value is "0" or "1" ? WriteFile($"{host.DevicePath(address)}/sriov_drivers_autoprobe", value) : Errno.Invalid,
        ["driver_override"] => WriteFile($"{host.DevicePath(address)}/driver_override", value.Length == 0 ? "(null)" : value),
        ["driver", "unbind"] => host.DriverOf(address) is { } driver ? Unbind(value, driver) : Errno.NoEntry,
        ["reset"] => host.Files.Exists($"{host.DevicePath(address)}/reset") ? Errno.None : Errno.NoEntry,
        _ => WriteFile($"{host.DevicePath(address)}/{string.Join('/', attribute)}", value),
    };

    private Errno NumVfs(PciAddress address, string value)
    {
        if (!host.Pfs.TryGetValue(address, out var pf))
        {
            return Errno.NoEntry;
        }

        if (!ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return Errno.Invalid;
        }

        var file = $"{host.DevicePath(address)}/sriov_numvfs";
        var present = int.Parse(host.Files.Read(file)!, CultureInfo.InvariantCulture);
        if (count > pf.TotalVfs)
        {
            return Errno.OutOfRange;
        }

        if (count == present)
        {
            return Errno.None;
        }

        if (host.DriverOf(address) is null || !pf.DriverHasSriov)
        {
            return Errno.NoEntry;
        }

        if (count == 0)
        {
            host.RemoveVfs(address);
            return Errno.None;
        }

        if (present != 0)
        {
            return Errno.Busy;
        }

        var granted = Math.Min(count, pf.GrantedVfs);
        if (VfsComeLate)
        {
            host.Files.Write(file, granted.ToString(CultureInfo.InvariantCulture) + "\n");
        }
        else
        {
            host.CreateVfs(address, granted, Autoprobe(address));
        }

        return Errno.None;
    }

    private Errno Bind(string driver, string name)
    {
        if (!PciAddress.TryParse(name, out var address)
            || !host.Files.Exists($"sys/bus/pci/devices/{address}")
            || !MayTake(driver, address))
        {
            return Errno.NoDevice;
        }

        if (host.DriverOf(address) is not null)
        {
            return Errno.Busy;
        }

        host.BindDriver(address, driver);
        return Errno.None;
    }

    private Errno Unbind(string name, string driver)
    {
        if (!PciAddress.TryParse(name, out var address) || host.DriverOf(address) != driver)
        {
            return Errno.NoDevice;
        }

        host.UnbindDriver(address);
        return Errno.None;
    }

    private Errno Probe(string name)
    {
        if (!PciAddress.TryParse(name, out var address) || !host.Files.Exists($"sys/bus/pci/devices/{address}"))
        {
            return Errno.NoDevice;
        }

        // A probe that no driver accepts is no error (__device_attach answers 0).
        var driver = Override(address) ?? (host.PhysicalOf(address) is { } vf ? vf.Pf.VfDriver : host.Pfs.GetValueOrDefault(address)?.Driver);
        if (driver is not null
            && host.DriverOf(address) is null
            && host.Files.Exists($"sys/bus/pci/drivers/{driver}")
            && MayTake(driver, address))
        {
            host.BindDriver(address, driver);
        }

        return Errno.None;
    }

    // pci_device_can_probe: a VF whose PF has autoprobe off is taken by an overriding driver only.
    private bool MayTake(string driver, PciAddress address)
    {
        if (Override(address) is { } wanted)
        {
            return wanted == driver;
        }

        return host.PhysicalOf(address) is { } vf
            ? driver == vf.Pf.VfDriver && Autoprobe(vf.Pf.Address)
            : driver == host.Pfs.GetValueOrDefault(address)?.Driver;
    }

    private string? Override(PciAddress address) =>
        host.Files.Read($"{host.DevicePath(address)}/driver_override") is { Length: > 0 } text and not "(null)" ? text : null;

    private bool Autoprobe(PciAddress pf) => host.Files.Read($"{host.DevicePath(pf)}/sriov_drivers_autoprobe") == "1";

    private Errno WriteFile(string path, string value)
    {
        if (!host.Files.Exists(path))
        {
            return Errno.NoEntry;
        }

        host.Files.Write(path, value + "\n");
        return Errno.None;
    }

    private FakeFault Add(FakeFault fault)
    {
        lock (_gate)
        {
            _faults.Add(fault);
        }

        return fault;
    }

    private FakeFault? Take(string path)
    {
        lock (_gate)
        {
            foreach (var fault in _faults.Where(fault => fault.Strikes(path)).ToList())
            {
                if (fault.Once)
                {
                    _ = _faults.Remove(fault);
                }

                return fault;
            }
        }

        return null;
    }
}

/// <summary>A write that a <see cref="FakeSysfsKernel"/> got.</summary>
public sealed record FakeWrite(string Path, string Value, Errno Errno);
