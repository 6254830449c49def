using System.Collections.Immutable;
using Vfleet.Api;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;
using Vfleet.Server.Listing;

namespace Vfleet.Server.Resources;

/// <summary>Makes the fleet's words of what was sent: finds what is named, and collects everything that is wrong.</summary>
/// <param name="state">The fleet.</param>
/// <param name="caller">Who sent it.</param>
/// <param name="now">The time.</param>
internal sealed class Reading(FleetState state, Caller caller, DateTimeOffset now)
{
    private const int MostItems = 1000;
    private const int LongestText = 4096;
    private readonly ImmutableArray<Problem>.Builder _problems = ImmutableArray.CreateBuilder<Problem>();
    private readonly Lookup _lookup = new(state, caller);

    /// <summary>What is wrong.</summary>
    public ImmutableArray<Problem> Problems => _problems.ToImmutable();

    /// <summary>The fleet.</summary>
    public FleetState State => state;

    /// <summary>Who sent it.</summary>
    public Caller Caller => caller;

    /// <summary>A new id.</summary>
    public Guid NewId => Guid.CreateVersion7(now);

    /// <summary>The time.</summary>
    public DateTimeOffset Now => now;

    /// <summary>Notes a problem.</summary>
    /// <param name="problem">The problem.</param>
    public void Add(Problem problem) => _problems.Add(problem);

    /// <summary>What a reference means.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="kind">The kind.</param>
    /// <param name="reference">The reference; null to take the only one.</param>
    /// <param name="path">The member that holds it.</param>
    /// <returns>Its id; an id that nothing has when there is none, which is noted.</returns>
    public Guid Find<T>(FleetKind<T> kind, Reference? reference, string path)
        where T : class
    {
        var found = reference is null ? _lookup.Only(kind, path, out var problem) : _lookup.Find(kind, reference, path, out problem);
        if (found is null)
        {
            // What a body names and is not there is wrong in the body: the address was right.
            _problems.Add(problem! with { Code = problem.Code.Kind == ProblemKind.NotFound ? Missing : problem.Code });
            return Guid.Empty;
        }

        return Guid.ParseExact(kind.Id(found), "D");
    }

    /// <summary>What references mean, if there are any.</summary>
    /// <typeparam name="T">What they are.</typeparam>
    /// <param name="kind">The kind.</param>
    /// <param name="references">The references.</param>
    /// <param name="path">The member that holds them.</param>
    /// <returns>Their ids.</returns>
    public ImmutableArray<Guid> FindAll<T>(FleetKind<T> kind, IReadOnlyList<Reference>? references, string path)
        where T : class => [.. List(references, path).Select((reference, at) => Find(kind, reference, $"{path}[{at}]")).Where(id => id != Guid.Empty).Distinct()];

    /// <summary>A list, if it is not too long and nothing in it is null.</summary>
    /// <typeparam name="T">What is in it.</typeparam>
    /// <param name="list">The list; null for an empty one.</param>
    /// <param name="path">The member that holds it.</param>
    /// <returns>It; empty when it cannot be used, which is noted.</returns>
    public IReadOnlyList<T> List<T>(IReadOnlyList<T>? list, string path)
        where T : class
    {
        if (list is null)
        {
            return [];
        }

        if (list.Count > MostItems)
        {
            _problems.Add(new Problem(ProblemCode.OutOfRange, $"{path} has {list.Count} members", $"give at most {MostItems}", path));
            return [];
        }

        for (var at = 0; at < list.Count; at++)
        {
            if (list[at] is null)
            {
                _problems.Add(new Problem(ProblemCode.Malformed, $"{path}[{at}] is null", "leave it out", $"{path}[{at}]"));
                return [];
            }
        }

        return list;
    }

    /// <summary>A word that must be there.</summary>
    /// <param name="text">The word.</param>
    /// <param name="path">The member that holds it.</param>
    /// <returns>It; empty when it is missing, which is noted.</returns>
    public string Needed(string? text, string path)
    {
        if (text is null)
        {
            _problems.Add(new Problem(ProblemCode.OptionsConflict, $"{path} is missing", $"give {path}", path));
        }

        return Text(text, path);
    }

    /// <summary>A text that is not too long to keep.</summary>
    /// <param name="text">The text; null for an empty one.</param>
    /// <param name="path">The member that holds it.</param>
    /// <returns>It.</returns>
    public string Text(string? text, string path)
    {
        if (text?.Length > LongestText)
        {
            _problems.Add(new Problem(ProblemCode.OutOfRange, $"{path} has {text.Length} characters", $"give at most {LongestText}", path));
            return "";
        }

        return text ?? "";
    }

    /// <summary>A text that may be missing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The member that holds it.</param>
    /// <returns>It.</returns>
    public string? Maybe(string? text, string path) => text is null ? null : Text(text, path);

    /// <summary>Texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="path">The member that holds them.</param>
    /// <returns>They.</returns>
    public ImmutableArray<string> Texts(IReadOnlyList<string>? texts, string path) => [.. List(texts, path).Select((text, at) => Text(text, $"{path}[{at}]"))];

    private static ProblemCode Missing { get; } = new("REFERENCE_UNKNOWN", ProblemKind.Usage);
}
