using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;

namespace Vfleet.Cli.Commands.Pf;

/// <summary>Tells that what is kept has changed.</summary>
internal static class KeptReport
{
    /// <summary>Tells it.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="summary">One sentence.</param>
    /// <returns>The exit code.</returns>
    public static int Tell(Invocation invocation, string summary)
    {
        if (invocation.IsJson)
        {
            return invocation.Answer(new ChangeAnswer { Outcome = "done", Summary = summary }, JsonAnswers.Default.ChangeAnswer);
        }

        invocation.Out.Line($"{invocation.Out.Paint("done:", Tone.Good)} {invocation.Out.Paint(summary, Tone.Plain)}");
        return ExitCodes.Ok;
    }
}
