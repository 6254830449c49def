using System.Text.Json;
using Vfleet.Lab.Fleet;
using Vfleet.Lab.Hosts;

namespace Vfleet.Lab.Tests.OnHost;

/// <summary>The program with its units, installed on an emulated host as the operations guide says, and removed again at the end.</summary>
internal sealed class InstalledVfleet : IAsyncDisposable
{
    public const string Document = "/etc/vfleet/host.yaml";

    private readonly LabHost _host;

    private InstalledVfleet(LabHost host, VfleetProgram program)
    {
        _host = host;
        Program = program;
    }

    /// <summary>What removes it from a host, as the operations guide says; nothing when it is not installed.</summary>
    public static string Removal => $"{LabInstallation.Removal}; rm -f {Document}";

    /// <summary>The program.</summary>
    public VfleetProgram Program { get; }

    /// <summary>Installs it; the agent runs when this returns.</summary>
    public static async Task<InstalledVfleet> OnAsync(LabHost host, CancellationToken cancellationToken)
    {
        var program = await VfleetProgram.OnAsync(host, cancellationToken);
        var sources = Path.GetFullPath(Path.Join(AppContext.BaseDirectory, "../../../../.."));
        await host.DoAsync($"rm -f {Document}");
        await LabInstallation.InstallAsync(host, sources, VfleetProgram.Published, cancellationToken);
        return new InstalledVfleet(host, program);
    }

    /// <summary>Cuts the power and boots again; returns when the agent is ready.</summary>
    public async Task PowerCutAsync(CancellationToken cancellationToken)
    {
        await _host.PowerCycleAsync(cancellationToken);
        await WaitForAgentAsync();
    }

    /// <summary>Shuts the host down in order and boots it again; returns when the agent is ready.</summary>
    public async Task RebootAsync(CancellationToken cancellationToken)
    {
        // The connection ends when the host is on its way down.
        var before = await Program.ReadAsync("/proc/sys/kernel/random/boot_id");
        await _host.RunAsync("systemctl reboot; sleep 240", cancellationToken: cancellationToken);
        await _host.WaitForSshAsync(cancellationToken: cancellationToken);
        (await Program.ReadAsync("/proc/sys/kernel/random/boot_id")).ShouldNotBe(before);
        await WaitForAgentAsync();
    }

    /// <summary>What <c>vfleet status</c> says of a PF.</summary>
    /// <param name="address">Its address.</param>
    public async Task<(string State, string Detail)> StatusAsync(string address)
    {
        var (_, answer) = await Program.AskAsync("status");
        var pf = answer.GetProperty("pfs").EnumerateArray().FirstOrDefault(pf => pf.GetProperty("address").GetString() == address);
        return pf.ValueKind == JsonValueKind.Undefined
            ? ("", "")
            : (pf.GetProperty("state").GetString()!, pf.GetProperty("detail").GetString()!);
    }

    /// <summary>Waits until <c>vfleet status</c> shows a PF in a state.</summary>
    public Task BecomesAsync(string address, string state) => Eventually.IsAsync(async () => (await StatusAsync(address)).State == state);

    /// <summary>Writes the host's document.</summary>
    public Task WriteDocumentAsync(string text) => Program.ShellAsync($"cat > {Document}.new <<'EOF'\n{text}\nEOF\nmv {Document}.new {Document}");

    /// <summary>Removes it. What a failing test leaves on a host that takes no commands, the next test removes.</summary>
    public async ValueTask DisposeAsync() => await _host.RunAsync(Removal, cancellationToken: CancellationToken.None);

    private async Task WaitForAgentAsync() =>
        await Program.ShellAsync("for i in $(seq 170); do systemctl is-active -q vfleet-agent && exit 0; sleep 1; done; journalctl -b -u vfleet-agent -u vfleet-restore; exit 1");
}
