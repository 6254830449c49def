using Vfleet.Domain.Problems;
using Vfleet.Host.Restoring;

namespace Vfleet.Cli.Json;

/// <summary>The answer of <c>vfleet restore</c>.</summary>
/// <param name="Pfs">What became of each PF of which something is kept.</param>
/// <param name="Problems">State files that cannot be understood.</param>
internal sealed record RestoreAnswer(PfRestoreView[] Pfs, ProblemView[] Problems)
{
    public static RestoreAnswer From(IEnumerable<PfRestoring> pfs, IEnumerable<Problem> damaged, int signal) =>
        new([.. pfs.Select(pf => PfRestoreView.From(pf, signal))], ProblemView.From(damaged));
}

/// <summary>What became of one PF.</summary>
/// <param name="Pf">What people call it.</param>
/// <param name="Address">Its PCI address.</param>
/// <param name="Recovered">What had been interrupted.</param>
/// <param name="Change">What became of making it what it is kept as; null when that was not tried.</param>
/// <param name="Notes">Things worth knowing.</param>
/// <param name="Problems">What is in the way.</param>
internal sealed record PfRestoreView(
    string Pf, string Address, RecoveryView[] Recovered, ChangeAnswer? Change, string[] Notes, ProblemView[] Problems)
{
    public static PfRestoreView From(PfRestoring pf, int signal) => new(
        pf.Name,
        pf.Pf.ToString(),
        [.. pf.Recovered.Select(recovery => new RecoveryView(recovery.Subject, recovery.What, recovery.Result.ToString().ToLowerInvariant()))],
        pf.Outcome is { } outcome ? ChangeAnswer.From(outcome, signal) : null,
        [.. pf.Notes],
        ProblemView.From(pf.Problems));
}

/// <summary>Something that had been interrupted.</summary>
/// <param name="Subject">What it was about.</param>
/// <param name="What">What had been begun.</param>
/// <param name="Result"><c>finished</c>, <c>undone</c>, <c>left</c> or <c>busy</c>.</param>
internal sealed record RecoveryView(string Subject, string What, string Result);
