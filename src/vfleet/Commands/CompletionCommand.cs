using System.CommandLine;
using Vfleet.Cli.Completion;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Commands;

/// <summary><c>vfleet completion</c>.</summary>
internal sealed class CompletionCommand : ReadCommand
{
    private readonly Argument<string> _shell = new("SHELL") { Description = "bash, zsh or fish." };

    /// <summary>Makes the command.</summary>
    public CompletionCommand()
        : base("completion", "print the completion script of a shell")
    {
        Arguments.Add(_shell);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        ["Prints a script that teaches a shell to complete commands, options and the names of the functions and guests that are there."],
        new Example("bash, for everybody", "vfleet completion bash > /etc/bash_completion.d/vfleet"),
        new Example("bash, this session only", "source <(vfleet completion bash)"),
        new Example("zsh", "vfleet completion zsh > /usr/share/zsh/vendor-completions/_vfleet"),
        new Example("fish", "vfleet completion fish > ~/.config/fish/completions/vfleet.fish"));

    /// <inheritdoc/>
    protected override Task<int> ReadAsync(Invocation invocation, CancellationToken cancellationToken) => Task.FromResult(Print(invocation));

    private int Print(Invocation invocation)
    {
        var shell = invocation.Values.Text(_shell);
        if (ShellScripts.Of(shell) is not { } script)
        {
            return invocation.Refuse(new Problem(
                ProblemCode.Malformed, $"there is no completion for '{shell}'", "give bash, zsh or fish", "shell"));
        }

        invocation.Out.Write(script);
        return ExitCodes.Ok;
    }
}
