using System.CommandLine;
using Vfleet.Lab.Program.Commands;

namespace Vfleet.Lab.Program;

/// <summary>The program's command line: emulated SR-IOV hosts for development and tests.</summary>
internal static class LabCommandLine
{
    /// <summary>Parses and runs a command line.</summary>
    /// <param name="args">The words after the program's name.</param>
    /// <returns>One of <see cref="ExitCodes"/>, or the exit code of the command that <c>lab ssh</c> ran.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Emulated KVM hosts with SR-IOV NICs, on a machine without any. See docs/lab.md.")
        {
            BuildCommand.Create(),
            UpCommand.Create(),
            StatusCommand.Create(),
            SshCommand.Create(),
            CopyCommand.Create(),
            ConsoleCommand.Create(),
            PingCommand.Create(),
            CutCommand.Create(),
            StartCommand.Create(),
            ResetCommand.Create(),
            DownCommand.Create(),
            VariantsCommand.Create(),
            DemoCommand.Create(),
        };
        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is LabException or ArgumentException)
        {
            await Console.Error.WriteLineAsync($"lab: {e.Message}");
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("lab: interrupted");
            return ExitCodes.Interrupted;
        }
    }
}
