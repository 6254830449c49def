using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.NodeDevices;
using Vfleet.Libvirt.Tests.OnHost;
using Vfleet.Libvirt.Xml;
using Vfleet.Primitives;

[assembly: AssemblyFixture(typeof(RealHost))]

namespace Vfleet.Libvirt.Tests.OnHost;

/// <summary>
/// The host that tests with the trait Category=OnHost run on: a lab host, as root, with libvirt's daemon, one SR-IOV
/// PF at least and the lab's guest. Anywhere else those tests fail.
/// </summary>
public sealed class RealHost : IAsyncDisposable
{
    private const string Kernel = "/var/lib/vfleet-lab/guest/vmlinuz";
    private const string Initrd = "/var/lib/vfleet-lab/guest/initrd";

    private readonly SemaphoreSlim _once = new(1);
    private ILibvirtConnection? _connection;
    private PciAddress[] _functions = [];
    private string _physicalFunction = "";

    /// <summary>Long enough for an emulated guest on a busy machine.</summary>
    internal static TimeSpan Patience => TimeSpan.FromMinutes(15);

    /// <summary>The VFs of the PF.</summary>
    internal IReadOnlyList<PciAddress> Functions => _functions;

    /// <summary>The PF's interface.</summary>
    internal string PhysicalFunction => _physicalFunction;

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        _once.Dispose();
    }

    internal static async Task<ILibvirtConnection> OpenAsync() =>
        (await new LibvirtClient().OpenAsync(ConnectionOptions.Default, TestContext.Current.CancellationToken)).Require();

    /// <summary>The shared connection, with VFs made at its first use.</summary>
    internal async Task<ILibvirtConnection> ConnectAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        await _once.WaitAsync(cancel);
        try
        {
            // A test restarts the daemon.
            if (_connection is null || _connection.Closed.IsCompleted)
            {
                var connection = await OpenAsync();
                await MakeFunctionsAsync(connection, cancel);
                _connection = connection;
            }

            return _connection;
        }
        finally
        {
            _once.Release();
        }
    }

    /// <summary>Defines a small guest with spare ports, replacing one of that name.</summary>
    internal static async Task<DomainEntry> DefineAsync(ILibvirtConnection connection, string name, int ports, bool boots)
    {
        var cancel = TestContext.Current.CancellationToken;
        if (await connection.Domains.FindByNameAsync(name, cancel) is { } old)
        {
            await RemoveAsync(connection, old.Uuid);
        }

        var kernel = boots ? $"<kernel>{Kernel}</kernel><initrd>{Initrd}</initrd><cmdline>console=ttyS0 quiet</cmdline>" : "";
        var spare = string.Concat(Enumerable.Range(1, ports).Select(static i => $"<controller type='pci' index='{i}' model='pcie-root-port'/>"));
        return await connection.Lifecycle.DefineAsync(
            $"""
            <domain type='{(File.Exists("/dev/kvm") ? "kvm" : "qemu")}'>
              <name>{name}</name><memory unit='MiB'>192</memory><vcpu>1</vcpu>
              <os><type arch='x86_64' machine='q35'>hvm</type>{kernel}</os>
              <features><acpi/><apic/></features>
              <devices>
                <emulator>/usr/bin/qemu-system-x86_64</emulator>
                <controller type='pci' index='0' model='pcie-root'/>{spare}
                <controller type='usb' model='none'/>
                <serial type='pty'><log file='{ConsoleLog(name)}' append='off'/></serial>
                <memballoon model='none'/>
              </devices>
            </domain>
            """,
            validate: true,
            cancel);
    }

    internal static string ConsoleLog(string name) => $"/tmp/vfleet-{name}.console";

    /// <summary>
    /// Starts a guest and waits until its own program says that it is up. Virtualization inside an emulated machine now and then hangs a
    /// guest in its first instructions: such a one is started again.
    /// </summary>
    internal static async Task BootAsync(ILibvirtConnection connection, Guid domain, string name)
    {
        var cancel = TestContext.Current.CancellationToken;
        for (var attempt = 1; ; attempt++)
        {
            File.Delete(ConsoleLog(name));
            await connection.Lifecycle.StartAsync(domain, cancel);
            var began = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(2))
            {
                if (File.Exists(ConsoleLog(name)) && (await File.ReadAllTextAsync(ConsoleLog(name), cancel)).Contains("GUEST READY", StringComparison.Ordinal))
                {
                    return;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancel);
            }

            attempt.ShouldBeLessThan(3, $"guest {name} did not boot");
            await connection.Lifecycle.DestroyAsync(domain, cancel);
        }
    }

    internal static async Task RemoveAsync(ILibvirtConnection connection, Guid domain)
    {
        var cancel = TestContext.Current.CancellationToken;
        if ((await connection.Domains.FindAsync(domain, cancel))?.IsActive == true)
        {
            await connection.Lifecycle.DestroyAsync(domain, cancel);
        }

        await connection.Lifecycle.UndefineAsync(domain, keepsNvram: false, cancel);
    }

    private async Task MakeFunctionsAsync(ILibvirtConnection connection, CancellationToken cancel)
    {
        var devices = (await connection.NodeDevices.ListAsync(NodeDeviceKinds.Pci | NodeDeviceKinds.Net, cancel))
            .Select(static one => NodeDevice.Parse(one.Xml))
            .ToArray();
        var pf = devices.First(static one => one.Capability is PciCapability { VirtualFunctions: not null });
        var address = ((PciCapability)pf.Capability!).Address;
        _physicalFunction = devices.Select(static one => (one.Parent, Net: one.Capability as NetCapability))
            .First(one => one.Net is not null && one.Parent == pf.Name).Net!.Interface;

        // VFs without host drivers come at once; libvirt needs the PF up to set a MAC.
        var folder = $"/sys/bus/pci/devices/{address}";
        await File.WriteAllTextAsync($"{folder}/sriov_drivers_autoprobe", "0", cancel);
        if (await File.ReadAllTextAsync($"{folder}/sriov_numvfs", cancel) is "0\n")
        {
            await File.WriteAllTextAsync($"{folder}/sriov_numvfs", "4", cancel);
        }

        using var up = System.Diagnostics.Process.Start("ip", ["link", "set", _physicalFunction, "up"]);
        await up.WaitForExitAsync(cancel);
        _functions =
        [
            .. Enumerable.Range(0, 4).Select(i => PciAddress.Parse(Path.GetFileName(File.ResolveLinkTarget($"{folder}/virtfn{i}", returnFinalTarget: false)!.FullName))),
        ];
    }
}
