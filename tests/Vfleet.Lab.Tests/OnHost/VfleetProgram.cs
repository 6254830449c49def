using System.Collections.Concurrent;
using System.Text.Json;
using Vfleet.Lab.Hosts;
using Vfleet.Lab.Processes;

namespace Vfleet.Lab.Tests.OnHost;

/// <summary>The published program on an emulated host, driven as a person or a script would.</summary>
internal sealed class VfleetProgram
{
    // Tests of one run share a host: the program is copied to it once. Those of other collections ask meanwhile.
    private static readonly ConcurrentDictionary<string, bool> s_copied = new(StringComparer.Ordinal);

    private readonly LabHost _host;

    private VfleetProgram(LabHost host, string pf)
    {
        _host = host;
        Pf = pf;
    }

    /// <summary>The published program on this machine.</summary>
    public static string Published => Environment.GetEnvironmentVariable("VFLEET_PROGRAM")
        ?? throw new InvalidOperationException("VFLEET_PROGRAM must name the published program; ./test sets it");

    /// <summary>The netdev of the host's first PF.</summary>
    public string Pf { get; }

    /// <summary>Copies the program to a host and brings the first PF into a known state: no VFs, up.</summary>
    public static async Task<VfleetProgram> OnAsync(LabHost host, CancellationToken cancellationToken)
    {
        if (s_copied.TryAdd($"{host.Name}:{host.SshPort}", true))
        {
            await host.CopyInAsync(Published, "/usr/local/bin/vfleet", cancellationToken);
        }

        var pf = (await host.RunAsync($"ls /sys/bus/pci/devices/{host.Pfs[0].Address}/net", cancellationToken: cancellationToken)).OrThrow().Text;
        await host.DoAsync(InstalledVfleet.Removal);
        await host.ClearVfsAsync();
        await host.DoAsync($"rm -rf /var/lib/vfleet; ip link set {pf} up");
        return new VfleetProgram(host, pf);
    }

    /// <summary>Runs a command line.</summary>
    public Task<CommandResult> RunAsync(string arguments) =>
        _host.RunAsync($"vfleet {arguments}", TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);

    /// <summary>Runs a command line that must succeed.</summary>
    public async Task<CommandResult> DoAsync(string arguments)
    {
        var result = await RunAsync(arguments);
        result.ExitCode.ShouldBe(0, $"vfleet {arguments}\n{result.Output}\n{result.Error}");
        return result;
    }

    /// <summary>Runs a command line with --json; returns its exit code and answer.</summary>
    public async Task<(int ExitCode, JsonElement Answer)> AskAsync(string arguments)
    {
        var result = await RunAsync($"{arguments} --json");
        using var document = JsonDocument.Parse(result.Output.Length == 0 ? "{}" : result.Output);
        return (result.ExitCode, document.RootElement.Clone());
    }

    /// <summary>The codes of the problems of an answer.</summary>
    public static IEnumerable<string> Codes(JsonElement answer) =>
        answer.GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("code").GetString()!);

    /// <summary>What the kernel itself shows of a VF, without Vfleet's help.</summary>
    public async Task<string> KernelViewAsync(int vf) =>
        (await _host.RunAsync($"ip link show {Pf} | grep 'vf {vf} '", cancellationToken: TestContext.Current.CancellationToken)).OrThrow().Text;

    /// <summary>What Vfleet has written down: each of its files with its content.</summary>
    public async Task<string> StateAsync() => (await ShellAsync("cd /var/lib/vfleet && head -n -0 -v -- *.json 2>/dev/null; true")).Text;

    /// <summary>A file of the host, trimmed.</summary>
    public async Task<string> ReadAsync(string path) =>
        (await _host.RunAsync($"cat {path}", cancellationToken: TestContext.Current.CancellationToken)).OrThrow().Text;

    /// <summary>Runs a command on the host that must succeed.</summary>
    public async Task<CommandResult> ShellAsync(string command) =>
        (await _host.RunAsync(command, TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken)).OrThrow();
}
