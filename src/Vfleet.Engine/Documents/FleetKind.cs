using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;

namespace Vfleet.Engine.Documents;

/// <summary>A kind of document: how it is called, what it takes for itself, which rules hold for it.</summary>
/// <typeparam name="T">What it is.</typeparam>
/// <param name="Word">The kind's word in the store, in events and in messages.</param>
/// <param name="Id">The id of one.</param>
public sealed record FleetKind<T>(string Word, Func<T, string> Id)
    where T : class
{
    /// <summary>What people call one.</summary>
    public Func<T, string> Name { get; init; } = Id;

    /// <summary>The names that one takes for itself.</summary>
    public Func<T, IFleetView, IEnumerable<string>> Names { get; init; } = (_, _) => [];

    /// <summary>The documents that one stands on: they may neither go nor change while it is written.</summary>
    public Func<T, IEnumerable<DocumentKey>> References { get; init; } = _ => [];

    /// <summary>What is wrong with a new one.</summary>
    public Func<T, IFleetView, ImmutableArray<Problem>> Add { get; init; } = (_, _) => [];

    /// <summary>What is wrong with a change: before, after.</summary>
    public Func<T, T, IFleetView, ImmutableArray<Problem>> Update { get; init; } = (_, _, _) => [];

    /// <summary>What keeps one from being removed.</summary>
    public Func<T, IFleetView, ImmutableArray<Problem>> Remove { get; init; } = (_, _) => [];

    /// <summary>Whether rules about a change look at who uses the document, so that nobody may begin to meanwhile.</summary>
    public bool HasUsers { get; init; }

    /// <summary>The data centre or cluster that one belongs to, for those who may act only there.</summary>
    public Func<T, IFleetView, Place> Place { get; init; } = (_, _) => default;

    /// <summary>Who may add, change and remove them.</summary>
    public AccessRole Role { get; init; } = AccessRole.Admin;

    /// <summary>What is told of one in events; null leaves it out (secrets).</summary>
    public Func<T, object?> Told { get; init; } = value => value;
}

/// <summary>A document of whatever kind.</summary>
/// <param name="Kind">The kind's word.</param>
/// <param name="Id">Its id.</param>
public readonly record struct DocumentKey(string Kind, string Id);

/// <summary>Where something belongs.</summary>
/// <param name="DataCenter">The data centre; null for the whole fleet.</param>
/// <param name="Cluster">The cluster; null for the whole data centre.</param>
public readonly record struct Place(Guid? DataCenter, Guid? Cluster);
