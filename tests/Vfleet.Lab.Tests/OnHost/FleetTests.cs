using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Vfleet.Lab.Processes;

namespace Vfleet.Lab.Tests.OnHost;

/// <summary>An emulated host in a fleet: the engine runs here, the host reaches it as the machine that it runs on.</summary>
public sealed class FleetTests(LabHostFixture fixture) : LabHostTest(fixture)
{
    // What QEMU's user network calls the machine outside (QEMU documentation, "Using the user mode network stack").
    private const string FromHost = "10.0.2.2";

    private static string Engine => Environment.GetEnvironmentVariable("VFLEET_ENGINE_PROGRAM")
        ?? throw new InvalidOperationException("VFLEET_ENGINE_PROGRAM must name vfleetd; ./test sets it");

    [Fact]
    public async Task A_host_joins_and_its_number_of_VFs_is_planned_and_changed_from_the_engine_and_kept_without_it()
    {
        var folder = Directory.CreateTempSubdirectory("vfleet-fleet").FullName;
        try
        {
            await using var installed = await InstalledVfleet.OnAsync(Host, Token);
            var vfleet = installed.Program;
            var port = FreePort();
            var engine = await StartAsync(folder, port);
            try
            {
                var password = await FirstPasswordAsync(folder);
                await HereAsync(folder, $"login https://127.0.0.1:{port} --user admin --ca {folder}/authority.pem --password-file {await WriteAsync(folder, password)}");
                var token = (await JsonAsync(folder, "host token --json")).GetProperty("token").GetString();

                await vfleet.DoAsync($"join https://{FromHost}:{port} --token {token} --name h1");
                await Eventually.IsAsync(async () => (await JsonAsync(folder, "host list --json")).ToString().Contains("\"up\"", StringComparison.Ordinal));
                var pfs = await JsonAsync(folder, "pf list --host h1 --json");
                pfs.ToString().ShouldContain(Host.Pfs[0].Address.ToString());

                var again = await vfleet.RunAsync($"join https://{FromHost}:{port} --token {token}");
                again.ExitCode.ShouldNotBe(0);

                // The plan is the host's own, and asking for it changes nothing.
                var plan = await HereAsync(folder, $"pf set {vfleet.Pf} --host h1 --vfs 4 --dry-run");
                plan.Output.ShouldContain("4");
                (await vfleet.ReadAsync(Count(vfleet))).ShouldBe("0");

                await HereAsync(folder, $"pf set {vfleet.Pf} --host h1 --vfs 4 --wait");
                (await vfleet.ReadAsync(Count(vfleet))).ShouldBe("4");
                await Eventually.IsAsync(async () => (await HereAsync(folder, $"vf list --host h1 --json")).Output.Contains("\"index\": 3", StringComparison.Ordinal)
                    || (await HereAsync(folder, $"vf list --host h1 --json")).Output.Contains("\"index\":3", StringComparison.Ordinal));

                // VMs get its VFs until there are none, and the refusal names the host.
                await HereAsync(folder, "network add red --vlan 100");
                await HereAsync(folder, "profile add red/fast --passthrough required");
                await HereAsync(folder, "vm add a");
                await HereAsync(folder, "nic add a --profile red/fast");
                await HereAsync(folder, "nic add a --profile red/fast");
                await HereAsync(folder, "vm place a");
                (await JsonAsync(folder, "vf list --host h1 --json")).ToString().ShouldContain("held");
                var refused = await Here(folder, $"pf set {vfleet.Pf} --host h1 --vfs 2");
                refused.ExitCode.ShouldNotBe(0);
                refused.Error.ShouldContain("VF_COUNT_FIXED");
                await HereAsync(folder, "vm release a");
                await Eventually.IsAsync(async () => !(await HereAsync(folder, "vf list --host h1 --json")).Output.Contains("releasing", StringComparison.Ordinal));
            }
            finally
            {
                await StopAsync(engine);
            }

            // Without an engine the host stays what it was last wished to be, over a reboot too.
            await installed.PowerCutAsync(Token);
            (await vfleet.ReadAsync(Count(vfleet))).ShouldBe("4");
            var engineAgain = await StartAsync(folder, port);
            try
            {
                await Eventually.IsAsync(async () => (await Here(folder, "host list --json")).Output.Contains("\"up\"", StringComparison.Ordinal));
                await HereAsync(folder, "host revoke h1");
                await Eventually.IsAsync(async () => (await vfleet.RunAsync("status")).Output.Contains("revoked", StringComparison.OrdinalIgnoreCase));
                (await vfleet.ReadAsync(Count(vfleet))).ShouldBe("4");
            }
            finally
            {
                await StopAsync(engineAgain);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Count(VfleetProgram vfleet) => $"/sys/class/net/{vfleet.Pf}/device/sriov_numvfs";

    private static async Task<Process> StartAsync(string folder, int port)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >> \"$LOG\" 2>&1", Engine, "run", "--data", $"{folder}/engine", "--listen", $"127.0.0.1:{port}", "--name", FromHost, "--name", "127.0.0.1"])
        {
            // As on a terminal: a service writes the first password into a file.
            Environment = { ["LOG"] = $"{folder}/engine.log", ["JOURNAL_STREAM"] = "" },
        };
        var process = Process.Start(start).ShouldNotBeNull();
        await Eventually.IsAsync(async () =>
        {
            process.HasExited.ShouldBeFalse(File.Exists($"{folder}/engine.log") ? await File.ReadAllTextAsync($"{folder}/engine.log", Token) : "");
            using var client = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null } });
            try
            {
                using var answer = await client.GetAsync(new Uri($"https://127.0.0.1:{port}/readyz"), Token);
                await File.WriteAllTextAsync($"{folder}/authority.pem", await client.GetStringAsync(new Uri($"https://127.0.0.1:{port}/agent/v1/authority"), Token), Token);
                return answer.StatusCode == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return process;
    }

    private static async Task StopAsync(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None);
        process.Dispose();
    }

    private static async Task<string> FirstPasswordAsync(string folder)
    {
        var words = (await File.ReadAllTextAsync($"{folder}/engine.log", Token)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words[Array.IndexOf(words, "password") + 1];
    }

    private static async Task<string> WriteAsync(string folder, string password)
    {
        await File.WriteAllTextAsync($"{folder}/password", password, Token);
        return $"{folder}/password";
    }

    private static Task<CommandResult> Here(string folder, string arguments) => Command.RunAsync(
        "env", [$"XDG_CONFIG_HOME={folder}", VfleetProgram.Published, .. arguments.Split(' ')], TimeSpan.FromMinutes(3), cancellationToken: Token);

    private static async Task<CommandResult> HereAsync(string folder, string arguments)
    {
        var result = await Here(folder, arguments);
        result.ExitCode.ShouldBe(0, $"vfleet {arguments}\n{result.Output}\n{result.Error}");
        return result;
    }

    private static async Task<JsonElement> JsonAsync(string folder, string arguments)
    {
        using var document = JsonDocument.Parse((await HereAsync(folder, arguments)).Output);
        return document.RootElement.Clone();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
