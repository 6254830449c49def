using Vfleet.Lab.Fleet;
using Vfleet.Lab.Hosts;
using Vfleet.Lab.Tests.OnHost;

namespace Vfleet.Lab.Tests;

/// <summary>
/// Two emulated hosts in a fleet, booted once: networks red (VLAN 100) and blue (VLAN 200), a passthrough profile <c>fast</c> of each, three VFs on the first
/// PF of each host for both networks, VMs spread over the hosts.
/// </summary>
public sealed class LabFleetFixture : IAsyncLifetime
{
    public const string Collection = "a fleet of two emulated hosts";

    private readonly Dictionary<string, string> _pfs = new(StringComparer.Ordinal);
    private string? _folder;
    private RunningLab? _lab;
    private LabEngine? _engine;

    public RunningLab Lab
    {
        get
        {
            LabTests.SkipWithoutLab();
            return _lab!;
        }
    }

    public LabEngine Engine
    {
        get
        {
            LabTests.SkipWithoutLab();
            return _engine!;
        }
    }

    /// <summary>The netdev of the PF of a host that has VFs.</summary>
    public string PfOf(LabHost host) => _pfs[host.Name];

    public async ValueTask InitializeAsync()
    {
        if (LabTests.IsOff)
        {
            return;
        }

        var token = TestContext.Current.CancellationToken;
        _folder = Directory.CreateTempSubdirectory("vfleet-life").FullName;
        _lab = await RunningLab.StartAsync(LabTests.NewLab() with { Hosts = 2 }, cancellationToken: token);
        _engine = await LabEngine.StartAsync(FleetTests.Program, VfleetProgram.Published, _folder, cancellationToken: token);
        await _lab.WaitForSshAsync(cancellationToken: token);
        var sources = Path.GetFullPath(Path.Join(AppContext.BaseDirectory, "../../../../.."));
        await _engine.DoAsync("network add red --vlan 100", token);
        await _engine.DoAsync("network add blue --vlan 200", token);
        await _engine.DoAsync("profile add red/fast --passthrough required", token);
        await _engine.DoAsync("profile add blue/fast --passthrough required", token);
        await _engine.DoAsync("cluster set default --policy spread", token);
        foreach (var host in _lab.Hosts)
        {
            await LabInstallation.InstallAsync(host, sources, VfleetProgram.Published, token);
            await _engine.JoinAsync(host, token);
            _pfs[host.Name] = (await host.RunAsync($"ls /sys/bus/pci/devices/{host.Pfs[0].Address}/net", cancellationToken: token)).OrThrow().Text;
            await _engine.DoAsync($"pf set {_pfs[host.Name]} --host {host.Name} --vfs 3 --networks red,blue --wait", token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        if (_lab is not null)
        {
            await _lab.DisposeAsync();
        }

        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}

[CollectionDefinition(LabFleetFixture.Collection)]
public sealed class LabFleetCollection : ICollectionFixture<LabFleetFixture>;
