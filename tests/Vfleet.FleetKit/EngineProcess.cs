using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Vfleet.FleetKit;

/// <summary>A vfleetd of its own, on a port of the loopback.</summary>
public sealed class EngineProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _log;

    private EngineProcess(Process process, Uri address, string log) => (_process, Address, _log) = (process, address, log);

    public Uri Address { get; }

    /// <summary>Where what it says is written.</summary>
    public string Log => _log;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Processor time that it has used.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Memory that it has, in MiB.</summary>
    public double MemoryMiB
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Starts one and waits until it is ready.</summary>
    /// <param name="program">The program vfleetd.</param>
    /// <param name="data">Its folder; its log is added to in it.</param>
    /// <param name="store">Its store.</param>
    /// <param name="name">What its log is called.</param>
    /// <param name="port">The port of the loopback; a free one when 0.</param>
    /// <param name="cancellationToken">Ends it while it is not ready.</param>
    /// <returns>It, and how long it took.</returns>
    public static async Task<(EngineProcess Engine, TimeSpan Took)> StartAsync(
        string program, string data, string store, string name, int port = 0, CancellationToken cancellationToken = default)
    {
        port = port == 0 ? FreePort() : port;
        var log = Path.Join(data, $"{name}.log");
        Directory.CreateDirectory(data);
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >> \"$LOG\" 2>&1", program, "run", "--data", data, "--store", store, "--listen", $"127.0.0.1:{port}"])
        {
            Environment = { ["LOG"] = log },
        };
        var began = TimeProvider.System.GetTimestamp();
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
        var engine = new EngineProcess(process, new Uri($"https://127.0.0.1:{port}"), log);
        using var client = NewClient();
        while (true)
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await File.ReadAllTextAsync(log, CancellationToken.None)}");
            }

            if (cancellationToken.IsCancellationRequested)
            {
                await engine.KillAsync();
                throw new OperationCanceledException($"{program} was not ready in time; its log: {log}", cancellationToken);
            }

            try
            {
                using var answer = await client.GetAsync(new Uri(engine.Address, "/readyz"), cancellationToken);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return (engine, TimeProvider.System.GetElapsedTime(began));
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or SocketException or OperationCanceledException)
            {
                // Not yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>A client that trusts the engine that we started ourselves.</summary>
    public static HttpClient NewClient() => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null },
        MaxConnectionsPerServer = 256,
        UseCookies = false,
    });

    /// <summary>Ends it at once, as a power cut would (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
                Console.WriteLine($"the engine did not end by itself; its log: {_log}");
            }
        }

        _process.Dispose();
    }

    /// <summary>A port of the loopback that nothing listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
