using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;
using Vfleet.Primitives;
using Vfleet.Storage;

namespace Vfleet.Engine.Operations;

/// <summary>
/// Changes what people want of a PF's VFs. A number that the host has to make is an operation of the host, and all else that was wished holds with its end; what asks
/// nothing of the host is written at once.
/// </summary>
public sealed class PfWishes
{
    private readonly FleetState _state;
    private readonly FleetChanges _changes;
    private readonly HostOperations _operations;

    internal PfWishes(FleetState state, FleetChanges changes, HostOperations operations) => (_state, _changes, _operations) = (state, changes, operations);

    /// <summary>Changes it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="pf">The PF; it may have no configuration yet.</param>
    /// <param name="expected">The revision that the caller saw, 0 for none; null when that does not matter.</param>
    /// <param name="change">Makes the new of the old, or says what is wrong; it may be called again.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="dryRun">Whether only the plan is wanted.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    public async Task<PfWish> ChangeAsync(
        FleetHost host,
        PciAddress pf,
        long? expected,
        Func<VfsConfiguration, (VfsConfiguration After, ImmutableArray<Problem> Problems)> change,
        Caller caller,
        bool dryRun,
        CancellationToken cancellationToken)
    {
        var entry = _state.ConfigurationOf(host.Id, pf);
        var known = entry.Value;
        var (wished, problems) = change(known);
        if (!problems.IsEmpty)
        {
            return Written(new ChangeResult<VfsConfiguration>.Refused(problems));
        }

        // A number that the host has already is written down without asking it; its plan would be to do nothing, and whoever tries gets to see that.
        var hasIt = _state.InventoryOf(host.Id)?.Pf(pf)?.NumVfs == wished.Count && !dryRun;
        if (wished.Count is not null && wished.Count != known.Count && !hasIt)
        {
            return new PfWish.Begun(await _operations.ConfigureAsync(
                host, pf, expected, now => change(now) is { Problems.IsEmpty: true } good ? good.After : now, caller, dryRun, cancellationToken));
        }

        var id = FleetKinds.IdOf(host.Id, pf);
        if (entry.Revision == 0)
        {
            if (expected is > 0)
            {
                return Written(new ChangeResult<VfsConfiguration>.Stale(0));
            }

            if (wished == known)
            {
                return Written(new ChangeResult<VfsConfiguration>.Done(entry));
            }

            var added = await _changes.AddAsync(FleetKinds.Configurations, wished, caller, dryRun, cancellationToken);
            if (added is not ChangeResult<VfsConfiguration>.Refused || expected is not null || !_state.Configurations.TryGet(id, out _))
            {
                return Written(added);
            }

            // Somebody else was first: it is theirs that is changed.
        }

        var updated = await _changes.UpdateAsync(
            FleetKinds.Configurations,
            id,
            expected,
            now =>
            {
                (var after, problems) = change(now);
                return problems.IsEmpty ? after : now;
            },
            caller,
            new ChangeOptions { DryRun = dryRun },
            cancellationToken);
        return Written(problems.IsEmpty ? updated : new ChangeResult<VfsConfiguration>.Refused(problems));
    }

    private static PfWish.Written Written(ChangeResult<VfsConfiguration> result) => new(result);
}

/// <summary>What became of a wish of a PF's VFs.</summary>
public abstract record PfWish
{
    private PfWish()
    {
    }

    /// <summary>The host had nothing to do for it.</summary>
    /// <param name="Result">What became of the configuration.</param>
    public sealed record Written(ChangeResult<VfsConfiguration> Result) : PfWish;

    /// <summary>The host changes the number.</summary>
    /// <param name="Result">The operation.</param>
    public sealed record Begun(ChangeResult<FleetOperation> Result) : PfWish;
}
