using Vfleet.Domain.Planning;

namespace Vfleet.Cli.Output;

/// <summary>Prints a plan for <c>--dry-run</c>.</summary>
internal static class PlanPrinter
{
    /// <summary>Prints it.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="plan">The plan.</param>
    public static void Print(Screen screen, Plan plan)
    {
        screen.Line($"{screen.Paint("plan:", Tone.Strong)} {screen.Paint(plan.Title, Tone.Plain)}");
        var digits = plan.Steps.Length.ToString().Length;
        for (var i = 0; i < plan.Steps.Length; i++)
        {
            var label = $"  {(i + 1).ToString().PadLeft(digits)}. ";
            foreach (var line in Wrap.Lines(plan.Steps[i].Description, (screen.Width ?? int.MaxValue) - label.Length))
            {
                screen.Line(label + screen.Paint(line, Tone.Plain));
                label = new string(' ', label.Length);
            }
        }

        foreach (var note in plan.Notes)
        {
            screen.Line($"{screen.Paint("note:", Tone.Warning)} {screen.Paint(note, Tone.Plain)}");
        }

        screen.Line(plan.Disturbs.IsEmpty ? "disturbs: no guest" : $"disturbs: {screen.Paint(string.Join(", ", plan.Disturbs), Tone.Warning)}");
        screen.Line(plan.Reboot ? screen.Paint("reboot: needed", Tone.Warning) : "reboot: not needed");
        screen.Line($"takes about {Words.Time(plan.Expected)}");
        screen.Line(screen.Paint("nothing was changed (--dry-run)", Tone.Dim));
    }
}
