using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;
using Vfleet.Storage;

namespace Vfleet.Engine.Changing;

/// <summary>
/// Adds, changes and removes documents of every kind by the rules of the kind. What a rule looked at cannot change before the commit: documents that are
/// referred to are guarded by their revision; a document that others use is frozen while the rules look who uses it.
/// </summary>
public sealed class FleetChanges
{
    private const int Tries = 20;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(25);

    private readonly FleetState _state;
    private readonly Committer _committer;
    private readonly TimeProvider _time;

    internal FleetChanges(FleetState state, Committer committer, TimeProvider time)
    {
        (_state, _committer, _time) = (state, committer, time);
        Repeats = new RepeatedRequests(state, time);
    }

    internal RepeatedRequests Repeats { get; }

    /// <summary>What follows from a change of a document and belongs into its commit: before, after, who changed it.</summary>
    internal Action<FleetCommit, object, object, string>? Follow { get; set; }

    /// <summary>
    /// Whether a request that is about to be refused was done meanwhile: another engine may have done it when it was asked first, and a no would be wrong then.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether it was; what became of it is found then.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    internal async Task<bool> IsDoneMeanwhileAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.IdempotencyKey is null)
        {
            return false;
        }

        await _committer.CatchUpAsync(cancellationToken);
        return Repeats.Find(caller, out _) is not null;
    }

    /// <summary>Adds one.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="kind">The kind.</param>
    /// <param name="item">It.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="dryRun">Whether it is only tried.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    public async Task<ChangeResult<T>> AddAsync<T>(FleetKind<T> kind, T item, Caller caller, bool dryRun, CancellationToken cancellationToken)
        where T : class
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (Repeats.Find(caller, out var reused) is { } done)
            {
                if (_state.Of(kind).TryGet(done.Made[0], out var made))
                {
                    return new ChangeResult<T>.Done(made) { IsRepeated = true };
                }

                // Either the next to be known, or removed since.
                await AgainAsync(cancellationToken);
                return _state.Of(kind).TryGet(done.Made[0], out made) ? new ChangeResult<T>.Done(made) { IsRepeated = true } : NotFound(kind, done.Made[0]);
            }

            if (reused is not null)
            {
                return new ChangeResult<T>.Refused([reused]);
            }

            if (Forbidden(kind, item, caller) is { } forbidden)
            {
                return forbidden;
            }

            var commit = new FleetCommit(_state);
            var blocked = commit.Stand(kind, item);
            var problems = kind.Add(item, _state);
            if (!problems.IsEmpty)
            {
                // What is in the way may be what the same request made just now.
                if (Repeats.Find(caller, out _) is not null)
                {
                    continue;
                }

                return new ChangeResult<T>.Refused(problems);
            }

            if (blocked is null)
            {
                if (dryRun)
                {
                    return new ChangeResult<T>.Done(new Entry<T>(item, 0, false));
                }

                Repeats.Note(commit, caller, kind.Word, kind.Id(item));
                var body = commit.Write(kind, null, item, 0);
                Tell(commit, kind, "added", caller, item, default, body);
                if (await TryAsync<T>(commit, cancellationToken) is { } end)
                {
                    return end(item, kind);
                }
            }

            await AgainAsync(cancellationToken);
        }

        return Busy<T>(kind, kind.Name(item));
    }

    /// <summary>Changes one.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="kind">The kind.</param>
    /// <param name="id">Which.</param>
    /// <param name="expected">The revision that the caller saw; null when that does not matter.</param>
    /// <param name="change">Makes the new of the old; may be called again.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    public async Task<ChangeResult<T>> UpdateAsync<T>(
        FleetKind<T> kind, string id, long? expected, Func<T, T> change, Caller caller, ChangeOptions options, CancellationToken cancellationToken)
        where T : class
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (!_state.Of(kind).TryGet(id, out var entry))
            {
                return NotFound(kind, id);
            }

            if (expected is { } seen && seen != entry.Revision)
            {
                return new ChangeResult<T>.Stale(entry.Revision);
            }

            var after = change(entry.Value);
            if ((Forbidden(kind, entry.Value, caller) ?? Forbidden(kind, after, caller)) is { } forbidden)
            {
                return forbidden;
            }

            var commit = new FleetCommit(_state);
            var stands = commit.Stand(kind, after) is null;
            var problems = kind.Update(entry.Value, after, _state);
            if (!problems.IsEmpty)
            {
                return new ChangeResult<T>.Refused(problems);
            }

            if (options.DryRun || ReferenceEquals(after, entry.Value))
            {
                return new ChangeResult<T>.Done(entry with { Value = after });
            }

            if (!entry.IsFrozen && stands)
            {
                if (!kind.HasUsers || options.IsOwn)
                {
                    if (await WriteAsync(commit, kind, entry, after, caller, options, cancellationToken) is { } end)
                    {
                        return end;
                    }
                }
                else if (await FreezeAsync(kind, entry, cancellationToken) is { } frozen)
                {
                    commit = new FleetCommit(_state);
                    stands = commit.Stand(kind, after) is null;
                    problems = kind.Update(frozen.Value, after, _state);
                    if (!problems.IsEmpty)
                    {
                        await ThawAsync(kind, frozen);
                        return new ChangeResult<T>.Refused(problems);
                    }

                    if (stands && await WriteAsync(commit, kind, frozen, after, caller, options, CancellationToken.None) is { } end)
                    {
                        if (end is not ChangeResult<T>.Done)
                        {
                            await ThawAsync(kind, frozen);
                        }

                        return end;
                    }

                    await ThawAsync(kind, frozen);
                    expected = null;
                }
            }

            await AgainAsync(cancellationToken);
        }

        return Busy<T>(kind, id);
    }

    /// <summary>Removes one.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="kind">The kind.</param>
    /// <param name="id">Which.</param>
    /// <param name="expected">The revision that the caller saw; null when that does not matter.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    public async Task<ChangeResult<T>> RemoveAsync<T>(
        FleetKind<T> kind, string id, long? expected, Caller caller, ChangeOptions options, CancellationToken cancellationToken)
        where T : class
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (!_state.Of(kind).TryGet(id, out var entry))
            {
                return NotFound(kind, id);
            }

            if (expected is { } seen && seen != entry.Revision)
            {
                return new ChangeResult<T>.Stale(entry.Revision);
            }

            if (Forbidden(kind, entry.Value, caller) is { } forbidden)
            {
                return forbidden;
            }

            var problems = kind.Remove(entry.Value, _state);
            if (!problems.IsEmpty)
            {
                return new ChangeResult<T>.Refused(problems);
            }

            if (options.DryRun)
            {
                return new ChangeResult<T>.Done(entry);
            }

            var held = kind.HasUsers && !entry.IsFrozen ? await FreezeAsync(kind, entry, cancellationToken) : entry.IsFrozen ? null : entry;
            if (held is not null)
            {
                expected = null;
                problems = kind.Remove(held.Value, _state);
                if (!problems.IsEmpty)
                {
                    await ThawAsync(kind, held);
                    return new ChangeResult<T>.Refused(problems);
                }

                var commit = new FleetCommit(_state);
                commit.Delete(kind, held.Value, held.Revision);
                options.More?.Invoke(commit);
                Tell(commit, kind, "removed", caller, held.Value, FleetCommit.Telling(kind, held.Value), default);
                if (await TryAsync<T>(commit, CancellationToken.None) is { } end)
                {
                    return end(held.Value, kind);
                }
            }

            await AgainAsync(cancellationToken);
        }

        return Busy<T>(kind, id);
    }

    /// <summary>Frees what an engine that died left frozen.</summary>
    internal async Task ThawAsync<T>(FleetKind<T> kind, Entry<T> frozen)
        where T : class
    {
        if (!kind.HasUsers || !frozen.IsFrozen)
        {
            return;
        }

        var commit = new FleetCommit(_state);
        commit.Write(kind, frozen.Value, frozen.Value, frozen.Revision);
        await _committer.CommitAsync(commit, CancellationToken.None);
    }

    private async Task<ChangeResult<T>?> WriteAsync<T>(
        FleetCommit commit, FleetKind<T> kind, Entry<T> before, T after, Caller caller, ChangeOptions options, CancellationToken cancellationToken)
        where T : class
    {
        var body = commit.Write(kind, before.Value, after, before.Revision);
        options.More?.Invoke(commit);
        Follow?.Invoke(commit, before.Value, after, caller.Name);
        if (options.Message is not "")
        {
            Tell(commit, kind, "changed", caller, after, FleetCommit.Telling(kind, before.Value), body, options.Message);
        }

        return await TryAsync<T>(commit, cancellationToken) is { } end ? end(after, kind) : null;
    }

    private async Task<Entry<T>?> FreezeAsync<T>(FleetKind<T> kind, Entry<T> entry, CancellationToken cancellationToken)
        where T : class
    {
        var commit = new FleetCommit(_state);
        commit.Write(kind, entry.Value, entry.Value, entry.Revision, isFrozen: true);
        if (await _committer.CommitAsync(commit, cancellationToken) is not CommitOutcome.Done done)
        {
            return null;
        }

        // All that was committed before is known then: who used it until now is seen, and nobody can begin to.
        await _committer.CatchUpAsync(CancellationToken.None);
        return new Entry<T>(entry.Value, done.Revision, IsFrozen: true);
    }

    /// <summary>Commits.</summary>
    /// <returns>How it ended; null when it is to be tried again on what is now.</returns>
    private async Task<Func<T, FleetKind<T>, ChangeResult<T>>?> TryAsync<T>(FleetCommit commit, CancellationToken cancellationToken)
        where T : class => await _committer.CommitAsync(commit, cancellationToken) switch
        {
            CommitOutcome.Done done => (item, _) => new ChangeResult<T>.Done(new Entry<T>(item, done.Revision, false)),
            CommitOutcome.NameTaken taken when _state.OwnerOf(taken.Name) == taken.Owner =>
                (_, _) => new ChangeResult<T>.Refused([FleetNames.Taken(taken.Name)]),
            _ => null,
        };

    // Another engine's commit may not be known yet.
    private async Task AgainAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(s_pause, _time, cancellationToken);
        await _committer.CatchUpAsync(cancellationToken);
    }

    private ChangeResult<T>.Forbidden? Forbidden<T>(FleetKind<T> kind, T item, Caller caller)
        where T : class => caller.May(kind.Role, kind.Place(item, _state))
            ? null
            : new ChangeResult<T>.Forbidden(new Problem(
                EngineCode.Forbidden,
                $"{caller.Name} may not change the {kind.Word} {kind.Name(item)}",
                $"ask an administrator for the role {kind.Role.ToString().ToLowerInvariant()} there"));

    private void Tell<T>(
        FleetCommit commit, FleetKind<T> kind, string verb, Caller caller, T item, ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after, string? message = null)
        where T : class => commit.Tell(
            _time.GetUtcNow(), $"{kind.Word}.{verb}", caller.Name, new DocumentKey(kind.Word, kind.Id(item)), message ?? $"{kind.Word} {kind.Name(item)} {verb}", before, after);

    private static ChangeResult<T>.NotFound NotFound<T>(FleetKind<T> kind, string id)
        where T : class => new(new Problem(EngineCode.Unknown, $"there is no {kind.Word} {id}", $"'vfleet {kind.Word} list' shows them"));

    private static ChangeResult<T>.Refused Busy<T>(FleetKind<T> kind, string name)
        where T : class => new([new Problem(
            EngineCode.BeingChanged, $"the {kind.Word} {name}, or what it stands on, is being changed by others all the time", "try again in a moment")]);
}
