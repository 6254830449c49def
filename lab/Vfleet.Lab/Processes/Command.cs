using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Vfleet.Lab.Processes;

/// <summary>Runs programs of this machine and collects what they say.</summary>
internal static class Command
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Name (looked up in PATH) or path.</param>
    /// <param name="arguments">Arguments, passed as they are.</param>
    /// <param name="deadline">How long it may take; the program is killed after that. Default: one minute.</param>
    /// <param name="inputPath">File that it reads as standard input; nothing when absent.</param>
    /// <param name="onLine">Called with every line of standard output as it comes, on a thread of the pool.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    /// <returns>Exit code and outputs.</returns>
    /// <exception cref="LabException">The program does not exist, or did not end in time.</exception>
    public static async Task<CommandResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        TimeSpan? deadline = null,
        string? inputPath = null,
        Action<string>? onLine = null,
        CancellationToken cancellationToken = default)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        var text = string.Join(' ', start.ArgumentList.Prepend(program));
        using var process = Start(start, text);

        var limit = deadline ?? TimeSpan.FromMinutes(1);
        using var timeout = new CancellationTokenSource(limit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var output = new StringBuilder();
        var error = new StringBuilder();
        try
        {
            await Task.WhenAll(
                FeedAsync(process.StandardInput, inputPath, either.Token),
                ReadAsync(process.StandardOutput, output, onLine, either.Token),
                ReadAsync(process.StandardError, error, onLine: null, either.Token));
            await process.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new LabException($"'{text}' did not end within {limit.TotalSeconds:0} s:\n{(error.ToString() + output).Trim()}", e);
        }

        return new CommandResult(text, process.ExitCode, output.ToString(), error.ToString());
    }

    private static Process Start(ProcessStartInfo start, string text)
    {
        try
        {
            return Process.Start(start) ?? throw new LabException($"'{text}' did not start");
        }
        catch (Win32Exception e)
        {
            throw new LabException($"'{text}' did not start: {e.Message}", e);
        }
    }

    private static async Task FeedAsync(StreamWriter input, string? inputPath, CancellationToken cancellationToken)
    {
        try
        {
            await using (input)
            {
                if (inputPath is not null)
                {
                    await using var file = File.OpenRead(inputPath);
                    await file.CopyToAsync(input.BaseStream, cancellationToken);
                }
            }
        }
        catch (IOException) when (inputPath is not null && File.Exists(inputPath))
        {
            // The program stopped reading; its exit code says why.
        }
    }

    private static async Task ReadAsync(
        StreamReader reader, StringBuilder into, Action<string>? onLine, CancellationToken cancellationToken)
    {
        if (onLine is null)
        {
            into.Append(await reader.ReadToEndAsync(cancellationToken));
            return;
        }

        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            into.Append(line).Append('\n');
            onLine(line);
        }
    }
}
