using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Vfleet.Api.Resources;
using Vfleet.Client;
using Vfleet.Lab;
using Vfleet.Lab.Fleet;
using Vfleet.Lab.Hosts;

namespace Vfleet.Bench.VmStart;

/// <summary>A fleet of one emulated host whose first PF has as many VFs as it can.</summary>
internal sealed class BenchFleet(LabHost host, LabEngine engine, EngineClient client, string pf) : IDisposable
{
    /// <summary>How many VFs, and how many VMs at most.</summary>
    public const int Most = 7;

    private const string Guest = "/var/lib/vfleet-lab/guest";

    public LabHost Host => host;

    public LabEngine Engine => engine;

    /// <summary>The netdev of the PF.</summary>
    public string Pf => pf;

    /// <summary>The words that make a small VM.</summary>
    public static string Parts => $"--memory 160 --kernel {Guest}/vmlinuz --initrd {Guest}/initrd --cmdline \"console=ttyS0 quiet no_timer_check\"";

    public static async Task<BenchFleet> JoinAsync(LabHost host, LabEngine engine, string root)
    {
        await LabInstallation.InstallAsync(host, root, $"{root}/artifacts/vfleet/vfleet");
        await engine.JoinAsync(host);
        var pf = (await host.RunAsync($"ls /sys/bus/pci/devices/{host.Pfs[0].Address}/net")).OrThrow().Text;
        await engine.DoAsync("network add red --vlan 100");
        await engine.DoAsync("profile add red/fast --passthrough required");
        await engine.DoAsync($"pf set {pf} --host {host.Name} --vfs {Most} --wait");
        return new BenchFleet(host, engine, await LogInAsync(engine), pf);
    }

    /// <summary>Starts a VM, and waits until it runs.</summary>
    /// <param name="vm">The VM.</param>
    /// <returns>From the making of the operation to its end, as the engine wrote them down.</returns>
    /// <exception cref="LabException">It failed.</exception>
    public async Task<TimeSpan> StartAsync(string vm) => await TookAsync([await client.WorkOfVm(vm).StartAsync(new StartRequest(), dryRun: false, CancellationToken.None)]);

    /// <summary>Plugs a vNIC into each of some VMs at once, and waits until all have it.</summary>
    /// <param name="vms">The VMs.</param>
    /// <param name="nic">The vNIC of each.</param>
    /// <returns>From the making of the first operation to the end of the last, as the engine wrote them down.</returns>
    /// <exception cref="LabException">One of them failed.</exception>
    public async Task<TimeSpan> PlugAsync(IEnumerable<string> vms, string nic) =>
        await TookAsync(await Task.WhenAll(vms.Select(vm => client.WorkOfVm(vm).PlugAsync(nic, dryRun: false, CancellationToken.None))));

    public void Dispose() => client.Dispose();

    /// <summary>The time between two lines of <c>date +%s%N</c>.</summary>
    public static TimeSpan Between(string from, string to) =>
        TimeSpan.FromMicroseconds((long.Parse(to, CultureInfo.InvariantCulture) - long.Parse(from, CultureInfo.InvariantCulture)) / 1000.0);

    private static async Task<EngineClient> LogInAsync(LabEngine engine)
    {
        var authority = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(engine.Authority));
        var options = new EngineOptions(new Uri(engine.Address)) { Trust = new EngineTrust.Pinned(authority) };
        using var anonymous = new EngineClient(options);
        var session = await anonymous.LogInAsync(new LoginRequest("admin", engine.Password), CancellationToken.None);
        return new EngineClient(options with { Token = session.Token });
    }

    private async Task<TimeSpan> TookAsync(IReadOnlyCollection<OperationResource> begun)
    {
        var ended = await Task.WhenAll(begun.Select(operation => client.Operations.FollowAsync($"{operation.Id}", CancellationToken.None).LastAsync().AsTask()));
        return ended.FirstOrDefault(operation => operation.State != OperationState.Done) is { } failed
            ? throw new LabException($"{failed.Kind} of {failed.Vm?.Name} ended as {failed.State}: {failed.Problems?[0].Message}")
            : ended.Max(operation => operation.Updated) - ended.Min(operation => operation.Created);
    }
}
