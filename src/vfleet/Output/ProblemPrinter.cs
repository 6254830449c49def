using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Output;

/// <summary>The one printer of problems.</summary>
internal static class ProblemPrinter
{
    /// <summary>Prints what kept a command from doing its work.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="problems">The problems.</param>
    public static void Errors(Screen screen, IEnumerable<Problem> problems)
    {
        foreach (var problem in problems)
        {
            Print(screen, "error:", Tone.Bad, problem);
        }
    }

    /// <summary>Prints what could not be read, while the rest of the answer is true.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="problems">The problems.</param>
    public static void Notes(Screen screen, IEnumerable<Problem> problems)
    {
        foreach (var problem in problems)
        {
            Print(screen, "note:", Tone.Warning, problem);
        }
    }

    private static void Print(Screen screen, string label, Tone tone, Problem problem)
    {
        screen.Line($"{screen.Paint(label, tone)} {screen.Paint(problem.Message, Tone.Plain)}");
        screen.Line($"  code {screen.Paint(problem.Code.Name, Tone.Dim)}");
        if (problem.Remedy.Length > 0)
        {
            screen.Line($"  remedy: {screen.Paint(problem.Remedy, Tone.Plain)}");
        }
    }
}
