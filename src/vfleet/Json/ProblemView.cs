using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Json;

/// <summary>A problem.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Message">What and why.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Path">The option or function that it is about; empty for the whole.</param>
internal sealed record ProblemView(string Code, string Message, string Remedy, string Path)
{
    public static ProblemView From(Problem problem) => new(problem.Code.Name, problem.Message, problem.Remedy, problem.Path);

    public static ProblemView[] From(IEnumerable<Problem> problems) => [.. problems.Select(From)];
}

/// <summary>The answer of a command that could not do what it should.</summary>
/// <param name="Problems">At least one.</param>
internal sealed record ProblemsAnswer(ProblemView[] Problems);

/// <summary>The answer of <c>vfleet version</c>.</summary>
/// <param name="Version">Semantic version.</param>
/// <param name="Commit">Commit that it was built from; null when not known.</param>
internal sealed record VersionAnswer(string Version, string? Commit);

/// <summary>The answer of <c>vfleet help exit-codes</c>.</summary>
/// <param name="ExitCodes">The table.</param>
internal sealed record ExitCodesAnswer(ExitCodeView[] ExitCodes);

/// <summary>A line of the table of exit codes.</summary>
/// <param name="Code">The number.</param>
/// <param name="Kind">Kind of problem; null when it stands for none.</param>
/// <param name="Meaning">When it is used.</param>
internal sealed record ExitCodeView(int Code, string? Kind, string Meaning);
