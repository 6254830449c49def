using Vfleet.Cli.Fleet;
using Vfleet.Cli.Help;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Client;

namespace Vfleet.Cli.Commands.Fleet;

/// <summary><c>vfleet logout</c>.</summary>
internal sealed class LogoutCommand() : LeafCommand("logout", "end the session with the engine and forget it")
{
    /// <inheritdoc/>
    public override bool MayRefuse => true;

    /// <inheritdoc/>
    public override ManPage Page => new(
        ["Ends the session at the engine and removes it from this machine. It is removed even when the engine cannot be reached; the session ends by itself then."],
        new Example("Log out", "vfleet logout"));

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (!invocation.Values.Problems.IsEmpty)
        {
            return invocation.Refuse(invocation.Values.Problems);
        }

        var file = SessionFile.Of(invocation.Around.Environment);
        if (file?.Read().Session is not { } session)
        {
            _ = file?.Remove();
            return ResourceAnswer.TellGone(invocation, "nobody was logged in:", "nothing to do", dryRun: false);
        }

        // The session of the file is meant, whatever the environment names.
        var (options, _) = EngineChoice.Of(invocation.Around with { Environment = name => name.StartsWith("VFLEET_", StringComparison.Ordinal) ? null : invocation.Around.Environment(name) });
        if (options is not null)
        {
            await EndAsync(invocation, options, cancellationToken);
        }

        return file.Remove() is { } problem ? invocation.Refuse(problem) : ResourceAnswer.TellGone(invocation, session.Url, "logged out", dryRun: false);
    }

    private static async Task EndAsync(Invocation invocation, EngineOptions options, CancellationToken cancellationToken)
    {
        using var engine = invocation.Around.Engines.Open(options);
        try
        {
            await engine.LogOutAsync(cancellationToken);
        }
        catch (EngineException exception) when (exception.Problem is EngineProblem.Refused { Status: 401 })
        {
            // It had ended already.
        }
        catch (EngineException exception)
        {
            ProblemPrinter.Notes(invocation.Error, EngineProblems.Of(exception.Problem));
        }
    }
}
