using Vfleet.Api;
using Vfleet.Domain.Problems;
using Vfleet.Engine;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;

namespace Vfleet.Server.Listing;

/// <summary>Finds what people name: by id, or by a name that only one has of what the caller sees.</summary>
/// <param name="state">The fleet.</param>
/// <param name="caller">Who asks: what they do not see is not there for them.</param>
internal sealed class Lookup(FleetState state, Caller caller)
{
    /// <summary>Finds one.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="kind">The kind.</param>
    /// <param name="text">An id or a name.</param>
    /// <param name="problem">Why there is none.</param>
    /// <param name="path">The member that names it; empty for the address.</param>
    /// <returns>It; null when there is none, or are several.</returns>
    public Entry<T>? Find<T>(FleetKind<T> kind, string text, out Problem? problem, string path = "")
        where T : class
    {
        problem = null;
        var set = state.Of(kind);
        if (Guid.TryParseExact(text, "D", out var id) && set.TryGet(FleetKinds.Text(id), out var byId) && Sees(kind, byId.Value))
        {
            return byId;
        }

        var found = state.IdsNamed(kind, text).Select(owner => set.TryGet(owner, out var entry) && Sees(kind, entry.Value) ? entry : null).OfType<Entry<T>>().ToList();
        if (found.Count == 1)
        {
            return found[0];
        }

        problem = found.Count == 0
            ? new Problem(EngineCode.Unknown, $"there is no {kind.Word} '{Answering.QueryReading.Shown(text)}'", $"see which there are: vfleet {kind.Word} list", path)
            : new Problem(
                EngineCode.Ambiguous,
                $"{found.Count} have the name: {string.Join(", ", found.Take(5).Select(entry => $"{kind.Word} {kind.Id(entry.Value)}"))}",
                kind.Word == "profile" ? "name it as NETWORK/PROFILE, or by its id" : "name it by its id",
                path);
        return null;
    }

    /// <summary>Finds what a reference means. Its id counts before its name.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="kind">The kind.</param>
    /// <param name="reference">The reference.</param>
    /// <param name="path">The member that holds it.</param>
    /// <param name="problem">Why there is none.</param>
    /// <returns>It; null when there is none, or are several.</returns>
    public T? Find<T>(FleetKind<T> kind, Reference reference, string path, out Problem? problem)
        where T : class => Find(kind, reference.Id is { } id ? FleetKinds.Text(id) : reference.Name!, out problem, path)?.Value;

    /// <summary>The only one that there is.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="kind">The kind.</param>
    /// <param name="path">The member that would name it.</param>
    /// <param name="problem">Why there is not one.</param>
    /// <returns>It; null when there is none, or are several.</returns>
    public T? Only<T>(FleetKind<T> kind, string path, out Problem? problem)
        where T : class
    {
        var seen = state.Of(kind).Values.Where(item => Sees(kind, item)).Take(2).ToList();
        problem = seen.Count == 1
            ? null
            : new Problem(
                ProblemCode.OptionsConflict, seen.Count == 0 ? $"there is no {kind.Word}" : $"there are several of the kind {kind.Word}", $"name one in {path}", path);
        return seen.Count == 1 ? seen[0] : null;
    }

    private bool Sees<T>(FleetKind<T> kind, T item)
        where T : class => caller.MaySee(kind.Place(item, state), state);
}
