using System.Collections.Immutable;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Planning;

/// <summary>What several planners found for parts of one change.</summary>
internal sealed class PlanParts
{
    private readonly ImmutableArray<PlanStep>.Builder _steps = ImmutableArray.CreateBuilder<PlanStep>();
    private readonly ImmutableArray<string>.Builder _notes = ImmutableArray.CreateBuilder<string>();
    private readonly ImmutableArray<string>.Builder _left = ImmutableArray.CreateBuilder<string>();
    private readonly ImmutableArray<Problem>.Builder _problems = ImmutableArray.CreateBuilder<Problem>();
    private readonly SortedSet<string> _disturbs = new(StringComparer.Ordinal);

    /// <summary>Title of the first plan that was added.</summary>
    public string? Title { get; private set; }

    public ImmutableArray<PlanStep> Steps => _steps.ToImmutable();

    public ImmutableArray<string> Notes => [.. _notes.Distinct(StringComparer.Ordinal)];

    /// <summary>VFs that stay as they are, each with the reason.</summary>
    public ImmutableArray<string> LeftAlone => _left.ToImmutable();

    public ImmutableArray<Problem> Problems => [.. _problems.Distinct()];

    public ImmutableArray<string> Disturbs => [.. _disturbs];

    /// <summary>Adds what a planner found.</summary>
    public void Add(PlanResult result)
    {
        switch (result)
        {
            case PlanResult.Refused refused:
                _problems.AddRange(refused.Problems);
                break;
            case PlanResult.Ready { Plan: var plan }:
                Title ??= plan.Title;
                _steps.AddRange(plan.Steps);
                _notes.AddRange(plan.Notes);
                _disturbs.UnionWith(plan.Disturbs);
                break;
        }
    }

    /// <summary>Adds the steps of a planner whose title says too little of the whole.</summary>
    public void AddPart(PlanResult result)
    {
        var title = Title;
        Add(result);
        Title = title;
    }

    /// <summary>Adds a step, or the problems that stand against it.</summary>
    public void Add(PlanStep? step, ImmutableArray<Problem> problems)
    {
        _problems.AddRange(problems);
        if (step is not null)
        {
            _steps.Add(step);
        }
    }

    public void Note(string note) => _notes.Add(note);

    public void Leave(string vf) => _left.Add(vf);

    public void Refuse(Problem problem) => _problems.Add(problem);
}
