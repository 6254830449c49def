using Vfleet.Cli.CommandLine;
using Vfleet.Cli.Commands;
using Vfleet.Cli.Completion;
using Vfleet.Cli.Help;
using Vfleet.Cli.Output;

namespace Vfleet.Cli.Running;

/// <summary>From a command line to an exit code.</summary>
internal static class Application
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">The words after the program's name.</param>
    /// <param name="around">The surroundings.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Surroundings around, CancellationToken cancellationToken)
    {
        try
        {
            var code = args is [Completer.Word, .. var words] ? await CompleteAsync(words, around, cancellationToken) : await RunCommandAsync(args, around, cancellationToken);
            await around.Out.FlushAsync(CancellationToken.None);
            await around.Error.FlushAsync(CancellationToken.None);
            return code;
        }
        catch (OutputException exception)
        {
            return exception.IsBrokenPipe ? ExitCodes.BrokenPipe : TellLostOutput(around, exception);
        }
    }

    private static async Task<int> RunCommandAsync(string[] args, Surroundings around, CancellationToken cancellationToken)
    {
        var tree = new CommandTree(args);
        var parse = tree.Parse(args);
        using var invocation = new Invocation(parse, tree.Globals, around);
        var command = parse.CommandResult.Command;
        if (args.Length == 0 || parse.GetResult(tree.Globals.Help) is { Implicit: false })
        {
            new ManPagePrinter(invocation.Out, tree.Globals).Print(command);
            return ExitCodes.Ok;
        }

        var problems = ParseProblems.Of(parse);
        if (!problems.IsEmpty)
        {
            return invocation.Refuse(problems);
        }

        // A group alone is a parse error, so what is left is a leaf.
        var leaf = (LeafCommand)command;
        try
        {
            var code = await leaf.RunAsync(invocation, cancellationToken);
            invocation.Out.Flush();
            return code;
        }
        catch (Exception exception) when (exception is not OutputException)
        {
            return Faults.Tell(invocation, exception);
        }
    }

    // What was done is done, but whoever reads the answer must not take a part of it for the whole.
    private static int TellLostOutput(Surroundings around, OutputException exception)
    {
        try
        {
            around.Error.Write($"error: the output could not be written: {exception.Message}\n  code OUTPUT_LOST\n");
            around.Error.Flush();
        }
        catch (OutputException)
        {
            // Standard error is the same full disk: the exit code has to do.
        }

        return ExitCodes.Storage;
    }

    private static async Task<int> CompleteAsync(string[] words, Surroundings around, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var candidate in await new Completer(new CommandTree().Root, new HostNames(around.Hosts), new FleetNames(around)).CompleteAsync(words, cancellationToken))
            {
                around.Out.Write($"{candidate.Text}\t{candidate.About}\n");
            }
        }
        catch (Exception exception) when (exception is not OutputException)
        {
            // Somebody is typing: what cannot be read has no candidates, and a message would stand in the middle of their line.
            return ExitCodes.Fault;
        }

        return ExitCodes.Ok;
    }
}
