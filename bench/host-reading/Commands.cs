using System.Diagnostics;

namespace Vfleet.Bench.HostReading;

/// <summary>Runs commands as a script that reads their output would.</summary>
internal static class Commands
{
    /// <summary>Runs one and reads all it writes.</summary>
    /// <returns>The output.</returns>
    public static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} does not start");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    }
}
