using System.Reflection;
using Vfleet.Cli.Help;
using Vfleet.Cli.Json;
using Vfleet.Cli.Running;

namespace Vfleet.Cli.Commands;

/// <summary><c>vfleet version</c>.</summary>
internal sealed class VersionCommand() : ReadCommand("version", "show the version")
{
    private const int CommitDigits = 10;

    /// <inheritdoc/>
    public override ManPage Page => new(["Shows the version of this program."], new Example("The version", "vfleet version"));

    /// <inheritdoc/>
    protected override Task<int> ReadAsync(Invocation invocation, CancellationToken cancellationToken) => Task.FromResult(Show(invocation));

    private static int Show(Invocation invocation)
    {
        var version = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        var (number, commit) = version.Split('+') is [var before, { Length: >= CommitDigits } after] ? (before, after[..CommitDigits]) : (version, null);
        if (invocation.IsJson)
        {
            return invocation.Answer(new VersionAnswer(number, commit), JsonAnswers.Default.VersionAnswer);
        }

        invocation.Out.Line($"vfleet {number}{(commit is null ? "" : $" ({commit})")}");
        return ExitCodes.Ok;
    }
}
