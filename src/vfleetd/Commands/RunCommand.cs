using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Console;
using Vfleet.Domain.Problems;
using Vfleet.Server.Configuring;
using Vfleet.Server.Running;
using Vfleet.Storage;

namespace Vfleet.Server.Commands;

/// <summary><c>vfleetd run</c>.</summary>
internal static class RunCommand
{
    /// <summary>Runs the engine until it is stopped.</summary>
    /// <param name="options">How.</param>
    /// <param name="surroundings">What is around the program.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ServerOptions options, ServerSurroundings surroundings, CancellationToken cancellationToken)
    {
        var notices = new SystemdNotices(surroundings.Variable("NOTIFY_SOCKET"));
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stopped));
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stopped));
        await using var registration = cancellationToken.Register(() => stopped.TrySetResult());
        try
        {
            DataFolder.Make(options);
            var store = await FleetStores.OpenAsync(options.StoreConnection, surroundings.Time, cancellationToken);
            await using var server = await EngineServer.StartAsync(options, store, logging => Log(logging, surroundings), surroundings.Time, cancellationToken);
            if (server.FirstPassword is { } password)
            {
                // Never into a log: what a service prints is kept.
                await surroundings.Out.WriteLineAsync(IsService(surroundings)
                    ? $"The user {FirstAdministrator.Name} is made; its password is in {DataFolder.Keep(options, password)}: log in, and remove the file"
                    : $"The user {FirstAdministrator.Name} is made, with the password {password} (it is shown only now)");
            }

            await surroundings.Out.WriteLineAsync($"vfleetd answers at {string.Join(", ", server.Addresses)}");
            notices.Ready();
            await stopped.Task;
            notices.Stopping();
            return 0;
        }
        catch (StoreException fault)
        {
            return surroundings.Refuse(fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return surroundings.Refuse([new Problem(ProblemCode.FileFault, $"the engine cannot start: {fault.Message}", "check --listen and who else listens there, --data and who may write there")]);
        }
        catch (CryptographicException fault)
        {
            return surroundings.Refuse([new Problem(ProblemCode.FileFault, $"the certificate cannot be used: {fault.Message}", "check --certificate and --key", "certificate")]);
        }
    }

    /// <summary>Where the engine tells what happens: lines that journald understands when it runs as a service.</summary>
    /// <param name="logging">The log.</param>
    /// <param name="surroundings">What is around the program.</param>
    public static void Log(ILoggingBuilder logging, ServerSurroundings surroundings)
    {
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        if (IsService(surroundings))
        {
            logging.AddSystemdConsole();
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        }
    }

    private static bool IsService(ServerSurroundings surroundings) => surroundings.Variable("JOURNAL_STREAM") is { Length: > 0 };

    private static void Stop(PosixSignalContext signal, TaskCompletionSource stopped)
    {
        signal.Cancel = true;
        stopped.TrySetResult();
    }
}
