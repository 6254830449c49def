using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Vfleet.Lab.Hosts;
using Vfleet.Lab.Processes;

namespace Vfleet.Lab.Fleet;

/// <summary>The engine of a fleet of emulated hosts: it runs on this machine, and hosts reach it through QEMU's user network.</summary>
public sealed class LabEngine : IAsyncDisposable
{
    // What QEMU's user network calls the machine outside (QEMU documentation, "Using the user mode network stack").
    private const string FromHosts = "10.0.2.2";

    private static readonly TimeSpan s_startDeadline = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_stopDeadline = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private readonly string _engine;
    private readonly string _vfleet;
    private readonly string _folder;
    private Process? _process;

    private LabEngine(string engine, string vfleet, string folder, int port) => (_engine, _vfleet, _folder, Port) = (engine, vfleet, folder, port);

    /// <summary>The TCP port of 127.0.0.1 that it answers on.</summary>
    public int Port { get; }

    /// <summary>Its address for programs of this machine.</summary>
    public string Address => $"https://127.0.0.1:{Port}";

    /// <summary>Its address for emulated hosts.</summary>
    public string AddressForHosts => $"https://{FromHosts}:{Port}";

    /// <summary>The password of the user admin.</summary>
    public string Password { get; private set; } = "";

    /// <summary>Where what it says is written.</summary>
    public string Log => Path.Combine(_folder, "engine.log");

    /// <summary>The file with the certificate that its own is vouched for by.</summary>
    public string Authority => Path.Combine(_folder, "authority.pem");

    /// <summary>The environment variable that makes vfleet on this machine use the session of this engine's admin, with its value.</summary>
    public string Session => $"XDG_CONFIG_HOME={_folder}";

    /// <summary>The id of its process; null while it does not run.</summary>
    public int? ProcessId => _process is { HasExited: false } running ? running.Id : null;

    /// <summary>Starts an engine with an empty store, and logs its admin in.</summary>
    /// <param name="engine">The program vfleetd.</param>
    /// <param name="vfleet">The published program vfleet.</param>
    /// <param name="folder">An empty folder for all that belongs to it.</param>
    /// <param name="port">The port; a free one when null.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The engine; it is ready.</returns>
    /// <exception cref="LabException">It does not start, or nobody can log in.</exception>
    public static async Task<LabEngine> StartAsync(
        string engine, string vfleet, string folder, int? port = null, CancellationToken cancellationToken = default)
    {
        var started = new LabEngine(engine, vfleet, folder, port ?? FreePort.Find());
        try
        {
            await started.StartAsync(cancellationToken);
            var words = (await File.ReadAllTextAsync(started.Log, cancellationToken)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            started.Password = words[Array.IndexOf(words, "password") + 1];
            await File.WriteAllTextAsync($"{folder}/password", started.Password, cancellationToken);
            await started.DoAsync($"login {started.Address} --user admin --ca {started.Authority} --password-file {folder}/password", cancellationToken);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again, with the store that it had.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when it is ready.</returns>
    /// <exception cref="LabException">It does not start.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        const string run = "exec \"$0\" run --data \"$1\" --listen \"$2\" --name \"$3\" --name 127.0.0.1 >> \"$4\" 2>&1";
        var start = new ProcessStartInfo("/bin/sh", ["-c", run, _engine, $"{_folder}/engine", $"127.0.0.1:{Port}", FromHosts, Log]);

        // As on a terminal: a service writes the first password into a file.
        start.Environment.Remove("JOURNAL_STREAM");
        _process = Process.Start(start) ?? throw new LabException($"'{_engine}' did not start");
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null;
        using var http = new HttpClient(handler) { BaseAddress = new Uri(Address) };
        var began = TimeProvider.System.GetTimestamp();
        while (!await IsReadyAsync(http, cancellationToken))
        {
            if (_process.HasExited || TimeProvider.System.GetElapsedTime(began) > s_startDeadline)
            {
                throw new LabException($"the engine is not ready:\n{(File.Exists(Log) ? await File.ReadAllTextAsync(Log, cancellationToken) : "")}");
            }

            await Task.Delay(s_pause, TimeProvider.System, cancellationToken);
        }

        await File.WriteAllTextAsync(Authority, await http.GetStringAsync(new Uri("/agent/v1/authority", UriKind.Relative), cancellationToken), cancellationToken);
    }

    /// <summary>Runs a command line of vfleet on this machine, as the engine's admin.</summary>
    /// <param name="arguments">The words, separated by blanks; a word with blanks in double quotes.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <returns>Exit code and outputs.</returns>
    public Task<CommandResult> RunAsync(string arguments, CancellationToken cancellationToken = default) =>
        Command.RunAsync("env", [Session, _vfleet, .. Words(arguments)], TimeSpan.FromMinutes(10), cancellationToken: cancellationToken);

    /// <summary>Runs a command line that must succeed.</summary>
    /// <param name="arguments">The words.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <returns>Its outputs.</returns>
    /// <exception cref="LabException">It failed.</exception>
    public async Task<CommandResult> DoAsync(string arguments, CancellationToken cancellationToken = default) =>
        (await RunAsync(arguments, cancellationToken)).OrThrow();

    /// <summary>Runs a command line with --json that must succeed.</summary>
    /// <param name="arguments">The words.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <returns>Its answer.</returns>
    /// <exception cref="LabException">It failed.</exception>
    public async Task<JsonElement> AskAsync(string arguments, CancellationToken cancellationToken = default)
    {
        using var document = JsonDocument.Parse((await DoAsync($"{arguments} --json", cancellationToken)).Output);
        return document.RootElement.Clone();
    }

    /// <summary>Lets a host join that Vfleet is installed on, and waits until it reports.</summary>
    /// <param name="host">The host.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when it is up in the fleet.</returns>
    /// <exception cref="LabException">It cannot join.</exception>
    public async Task JoinAsync(LabHost host, CancellationToken cancellationToken = default)
    {
        var token = (await AskAsync("host token", cancellationToken)).GetProperty("token").GetString();
        (await host.RunAsync($"vfleet join {AddressForHosts} --token {token} --name {host.Name}", cancellationToken: cancellationToken)).OrThrow();
        while ((await AskAsync($"host show {host.Name}", cancellationToken)).GetProperty("status").GetString() != "up")
        {
            await Task.Delay(s_pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Sends a signal and waits for its end.</summary>
    /// <param name="signal">The signal's name, as <c>KILL</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when it has ended.</returns>
    public async Task EndAsync(string signal = "TERM", CancellationToken cancellationToken = default)
    {
        if (_process is { HasExited: false } running)
        {
            await Command.RunAsync("kill", [$"-{signal}", running.Id.ToString(CultureInfo.InvariantCulture)], cancellationToken: cancellationToken);
            await running.WaitForExitAsync(cancellationToken).WaitAsync(s_stopDeadline, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _process?.Dispose();
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative), cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static List<string> Words(string arguments)
    {
        var parts = arguments.Split('"');
        var words = new List<string>();
        for (var i = 0; i < parts.Length; i++)
        {
            // Every second part stood in quotes; what stands right before it, as --cmdline=, belongs to it.
            if (i % 2 == 0)
            {
                words.AddRange(parts[i].Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
            else if (words.Count > 0 && parts[i - 1].EndsWith('='))
            {
                words[^1] += parts[i];
            }
            else
            {
                words.Add(parts[i]);
            }
        }

        return words;
    }
}
