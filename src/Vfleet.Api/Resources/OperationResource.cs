using System.Text.Json;
using Vfleet.Primitives;

namespace Vfleet.Api.Resources;

/// <summary>Long work.</summary>
public sealed record OperationResource
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What is done, as <c>pf.configure</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>How far it is.</summary>
    public required OperationState State { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string Actor { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset Updated { get; init; }

    /// <summary>The host that it is about.</summary>
    public Reference? Host { get; init; }

    /// <summary>The PF that it is about.</summary>
    public PciAddress? Pf { get; init; }

    /// <summary>The VM that it is about.</summary>
    public Reference? Vm { get; init; }

    /// <summary>What is being done now, in a few words.</summary>
    public string? Progress { get; init; }

    /// <summary>How much of it is done, in percent; null when that is not known.</summary>
    public int? Percent { get; init; }

    /// <summary>The host's plan: its steps, guests that it disturbs, its notes. Null when there is none, or not yet.</summary>
    public PlanResource? Plan { get; init; }

    /// <summary>Why it failed, or what it could not do.</summary>
    public IReadOnlyList<ProblemResource>? Problems { get; init; }

    /// <summary>Whether it only shows the plan.</summary>
    public bool DryRun { get; init; }

    /// <summary>What came out, where there is more to say.</summary>
    public JsonElement? Result { get; init; }
}

/// <summary>How far an operation is.</summary>
public enum OperationState
{
    /// <summary>Nobody works on it yet: the host's agent has not taken it.</summary>
    Waiting,

    /// <summary>Somebody works on it.</summary>
    Running,

    /// <summary>It is done.</summary>
    Done,

    /// <summary>It failed; what it had changed was undone unless its problems say otherwise.</summary>
    Failed,

    /// <summary>Somebody stopped it.</summary>
    Cancelled,
}

/// <summary>A host's plan.</summary>
/// <param name="Steps">What would be done, one sentence each.</param>
/// <param name="Guests">Names of the guests that it disturbs.</param>
/// <param name="Notes">What else there is to know.</param>
/// <param name="Seconds">How long it should take; null when that is not known.</param>
public sealed record PlanResource(IReadOnlyList<string> Steps, IReadOnlyList<string> Guests, IReadOnlyList<string> Notes, double? Seconds);
