using System.ComponentModel;
using System.Diagnostics;

namespace Vfleet.Linux.Interop;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; null when it could not be started or did not end by the deadline.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error, or why it could not be started.</param>
public sealed record ProcessRun(int? ExitCode, string Output, string Error)
{
    /// <summary>Whether it ended with 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>Runs a program with arguments, without a shell, and waits for it.</summary>
    /// <param name="program">The program, found along PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="deadline">How long to wait; then it is killed.</param>
    /// <param name="time">The clock of the deadline.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<ProcessRun> RunAsync(
        string program, IReadOnlyList<string> arguments, TimeSpan deadline, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception fault)
        {
            return new ProcessRun(null, "", $"{program}: {fault.Message}");
        }

        using (process)
        {
            process.StandardInput.Close();
            using var limit = new CancellationTokenSource(deadline, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(either.Token);
                var error = process.StandardError.ReadToEndAsync(either.Token);
                await process.WaitForExitAsync(either.Token);
                return new ProcessRun(process.ExitCode, await output, await error);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
                return new ProcessRun(null, "", $"{program} did not end within {deadline.TotalSeconds} s");
            }
        }
    }
}
