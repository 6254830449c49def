using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Client;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Fleet;

/// <summary>What a command asks of an engine.</summary>
/// <param name="engine">The engine.</param>
/// <param name="cancellationToken">Ends it.</param>
/// <returns>Tells the answer, and returns the exit code.</returns>
internal delegate Task<Func<int>> FleetRequest(EngineClient engine, CancellationToken cancellationToken);

/// <summary>Asks the engine and tells what it answers.</summary>
internal static class FleetCall
{
    /// <summary>Does it.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="request">What to ask.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="lasts">Whether it may take long, and says itself what goes on.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Invocation invocation, FleetRequest request, CancellationToken cancellationToken, bool lasts = false)
    {
        if (invocation.IsRecorded)
        {
            invocation.Values.Refuse(new Problem(ProblemCode.OptionsConflict, "--root reads a recorded host, and this command asks an engine", "leave --root out", "root"));
        }

        var problems = invocation.Values.Problems;
        if (!problems.IsEmpty)
        {
            return invocation.Refuse(problems);
        }

        var (options, problem) = EngineChoice.Of(invocation.Around);
        if (options is null)
        {
            return invocation.Refuse(problem!);
        }

        using var engine = invocation.Around.Engines.Open(options);
        try
        {
            if (lasts)
            {
                return (await request(engine, cancellationToken))();
            }

            Func<int> tell;
            using (new ProgressLine(invocation.Error, invocation.Around.Time, invocation.IsJson, $"waiting for the engine at {options.Address.Host}"))
            {
                tell = await request(engine, cancellationToken);
            }

            return tell();
        }
        catch (EngineException exception)
        {
            return invocation.Refuse(EngineProblems.Of(exception.Problem));
        }
    }
}
