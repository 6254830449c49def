using Vfleet.Cli.Json;
using Vfleet.Cli.Output;

namespace Vfleet.Cli.Running;

/// <summary>Tells of what nobody expected.</summary>
internal static class Faults
{
    private const string Code = "INTERNAL_FAULT";

    /// <summary>Tells it in one line, or with its stack trace under <c>--verbose</c>.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="exception">The fault.</param>
    /// <returns>The exit code.</returns>
    public static int Tell(Invocation invocation, Exception exception)
    {
        var message = $"unexpected fault: {exception.Message.ReplaceLineEndings(" ")}";
        var remedy = invocation.IsVerbose
            ? "please report this, with what you did and what is printed here"
            : "please report this, with the output of the same command and --verbose";
        if (invocation.IsJson)
        {
            JsonAnswers.Write(
                invocation.Out.Writer, new ProblemsAnswer([new ProblemView(Code, message, remedy, "")]), JsonAnswers.Default.ProblemsAnswer);
        }
        else
        {
            invocation.Error.Line($"{invocation.Error.Paint("error:", Tone.Bad)} {message}");
            invocation.Error.Line($"  code {Code}");
            invocation.Error.Line($"  remedy: {remedy}");
        }

        if (invocation.IsVerbose)
        {
            invocation.Error.Line(exception.ToString());
        }

        return ExitCodes.Fault;
    }
}
