using System.Collections.Immutable;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Planning;

namespace Vfleet.Cli.Output;

/// <summary>Prints plans.</summary>
internal static class PlanPrinter
{
    /// <summary>Prints the plan of one change for <c>--dry-run</c>.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="plan">The plan.</param>
    public static void Print(Screen screen, Plan plan)
    {
        Steps(screen, "plan:", plan);
        Notes(screen, "note:", plan.Notes);
        Consequences(screen, plan.Disturbs, plan.Reboot, plan.Expected, isOfSeveral: false);
        screen.Line(screen.Paint("nothing was changed (--dry-run)", Tone.Dim));
    }

    /// <summary>Prints the plan of a host.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="plan">The plan.</param>
    public static void Print(Screen screen, HostPlan plan)
    {
        foreach (var pf in plan.Pfs)
        {
            switch (pf.Result)
            {
                case PlanResult.Ready { Plan: var steps }:
                    Steps(screen, $"{pf.Name}:", steps);
                    Notes(screen, $"note: {pf.Name}:", steps.Notes);
                    break;
                case PlanResult.Nothing nothing:
                    screen.Line($"{screen.Paint(pf.Name + ":", Tone.Strong)} nothing to do: {screen.Paint(nothing.Because, Tone.Plain)}");
                    break;
                case PlanResult.Refused:
                    screen.Line($"{screen.Paint(pf.Name + ":", Tone.Strong)} {screen.Paint("refused", Tone.Bad)}");
                    break;
            }
        }

        foreach (var left in plan.LeftAlone)
        {
            screen.Line($"left alone: {left.Name} ({screen.Paint(left.Why, Tone.Plain)})");
        }

        if (plan.Ready.Any())
        {
            Consequences(screen, plan.Disturbs, plan.Reboot, plan.Expected, isOfSeveral: plan.Ready.Skip(1).Any());
        }
    }

    private static void Steps(Screen screen, string head, Plan plan)
    {
        screen.Line($"{screen.Paint(head, Tone.Strong)} {screen.Paint(plan.Title, Tone.Plain)}");
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
    }

    private static void Notes(Screen screen, string head, ImmutableArray<string> notes)
    {
        foreach (var note in notes)
        {
            screen.Line($"{screen.Paint(head, Tone.Warning)} {screen.Paint(note, Tone.Plain)}");
        }
    }

    private static void Consequences(Screen screen, ImmutableArray<string> disturbs, bool reboot, TimeSpan expected, bool isOfSeveral)
    {
        screen.Line(disturbs.IsEmpty ? "disturbs: no guest" : $"disturbs: {screen.Paint(string.Join(", ", disturbs), Tone.Warning)}");
        screen.Line(reboot ? screen.Paint("reboot: needed", Tone.Warning) : "reboot: not needed");
        screen.Line($"takes about {Words.Time(expected)}{(isOfSeveral ? ", all PFs side by side" : "")}");
    }
}
