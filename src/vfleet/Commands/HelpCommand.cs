using System.CommandLine;
using Vfleet.Cli.CommandLine;
using Vfleet.Cli.Help;
using Vfleet.Cli.Json;
using Vfleet.Cli.Running;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Commands;

/// <summary><c>vfleet help</c>.</summary>
internal sealed class HelpCommand : LeafCommand
{
    private const string HostDocumentTopic = "host-yaml";

    private readonly GlobalOptions _globals;

    private readonly Argument<string[]> _topic = new("TOPIC")
    {
        Description = "A command (pf set), exit-codes, host-yaml, or problem CODE.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>Makes the command.</summary>
    /// <param name="globals">The global options.</param>
    public HelpCommand(GlobalOptions globals)
        : base("help", "show help of a command, the exit codes, or what a problem code means")
    {
        _globals = globals;
        Arguments.Add(_topic);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        ["Shows the page of a command, the table of exit codes, every key of the host's document, or what a problem's code means and what to do about it."],
        new Example("A page", "vfleet help pf set"),
        new Example("The exit codes", "vfleet help exit-codes"),
        new Example("Every key of /etc/vfleet/host.yaml", "vfleet help host-yaml"),
        new Example("A problem", "vfleet help problem VF_NOT_FREE"));

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        Task.FromResult(Run(invocation, invocation.Values.Texts(_topic)));

    private int Run(Invocation invocation, string[] topic)
    {
        var printer = new ManPagePrinter(invocation.Out, _globals);
        switch (topic)
        {
            case ["exit-codes"]:
                return ShowExitCodes(invocation, printer);
            case [HostDocumentTopic]:
                invocation.Out.Write(DocumentReference.Markdown());
                return ExitCodes.Ok;
            case ["problem"]:
                ProblemGuide.PrintAll(invocation.Out);
                return ExitCodes.Ok;
            case ["problem", var code]:
                return ProblemGuide.TryPrint(invocation.Out, code) ? ExitCodes.Ok : invocation.Refuse(NoTopic(code));
        }

        Command command = (RootCommand)Parents.First();
        foreach (var word in topic)
        {
            if (command.Subcommands.FirstOrDefault(child => child.Name == word) is not { } child)
            {
                return invocation.Refuse(NoTopic(string.Join(' ', topic)));
            }

            command = child;
        }

        printer.Print(command);
        return ExitCodes.Ok;
    }

    private static int ShowExitCodes(Invocation invocation, ManPagePrinter printer)
    {
        if (invocation.IsJson)
        {
            var table = ExitCodes.All.Select(code => new ExitCodeView(code.Number, code.Kind?.ToString(), code.Meaning));
            return invocation.Answer(new ExitCodesAnswer([.. table]), JsonAnswers.Default.ExitCodesAnswer);
        }

        printer.PrintExitCodes(withSeeAlso: false, reading: false);
        return ExitCodes.Ok;
    }

    private static Problem NoTopic(string topic) => new(
        ProblemCode.Malformed, $"there is no help about '{topic}'", "'vfleet help' lists the commands, 'vfleet help problem' the problem codes", "topic");
}
