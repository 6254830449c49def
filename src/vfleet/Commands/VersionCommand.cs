using System.Reflection;
using Vfleet.Cli.Help;
using Vfleet.Cli.Json;
using Vfleet.Cli.Running;

namespace Vfleet.Cli.Commands;

/// <summary><c>vfleet version</c>.</summary>
internal sealed class VersionCommand() : ReadCommand("version", "show the version")
{
    /// <inheritdoc/>
    public override ManPage Page => new(["Shows the version of this program."], new Example("The version", "vfleet version"));

    /// <inheritdoc/>
    protected override Task<int> ReadAsync(Invocation invocation, CancellationToken cancellationToken) => Task.FromResult(Show(invocation));

    private static int Show(Invocation invocation)
    {
        var version = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        if (invocation.IsJson)
        {
            return invocation.Answer(new VersionAnswer(version), JsonAnswers.Default.VersionAnswer);
        }

        invocation.Out.Line($"vfleet {version}");
        return ExitCodes.Ok;
    }
}
