using System.Collections.Concurrent;
using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Engine.State;

namespace Vfleet.Engine.Hosts;

/// <summary>Takes what hosts report: keeps what they are, ends claims whose VFs are clean, notes how their operations are.</summary>
public sealed class HostReports
{
    private readonly FleetState _state;
    private readonly Committer _committer;
    private readonly FleetChanges _changes;
    private readonly HostOperations _operations;
    private readonly EngineIdentity _engine;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<Guid, HostSession> _sessions = new();

    internal HostReports(
        FleetState state, Committer committer, FleetChanges changes, HostOperations operations, EngineIdentity engine, TimeProvider time)
    {
        (_state, _committer, _changes, _operations, _engine, _time) = (state, committer, changes, operations, engine, time);
    }

    /// <summary>What is known of a host's agent since this engine started.</summary>
    /// <param name="host">The host.</param>
    /// <returns>It; null when it has not reported to this engine.</returns>
    public HostSession? SessionOf(Guid host) => _sessions.TryGetValue(host, out var session) ? session : null;

    /// <summary>The hosts that report to this engine.</summary>
    public ICollection<Guid> Hosts => _sessions.Keys;

    /// <summary>Takes a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether all that follows from it is durable; when not, the host has told another engine more by now, and must tell everything again.</returns>
    /// <exception cref="Storage.StoreException">The store does not work.</exception>
    public async Task<bool> ReceiveAsync(ReadReport report, CancellationToken cancellationToken)
    {
        var id = FleetKinds.Text(report.HostId);
        if (!_state.Hosts.TryGet(id, out var host))
        {
            return true;
        }

        var compared = SessionOf(report.HostId)?.Compared ?? 0;
        _sessions[report.HostId] = new HostSession(_time.GetUtcNow(), report.Generation, report.Problems) { Compared = compared };
        await ContactAsync(host.Value, cancellationToken);
        if (report.Inventory is { } inventory && !await KeepAsync(inventory, cancellationToken))
        {
            await _committer.CatchUpAsync(cancellationToken);
            return false;
        }

        foreach (var work in report.Operations)
        {
            await _operations.ReportedAsync(report.HostId, work, cancellationToken);
        }

        if (report.IsWhole)
        {
            if (SessionOf(report.HostId) is { } session)
            {
                _sessions[report.HostId] = session with { Compared = Math.Max(session.Compared, report.Generation) };
            }

            await EndClaimsAsync(report.HostId, report.Generation, cancellationToken);
        }

        return true;
    }

    /// <summary>Forgets an agent: its host was removed or revoked.</summary>
    /// <param name="host">The host.</param>
    public void Forget(Guid host) => _sessions.TryRemove(host, out _);

    // A report that was on its way for long must not undo a later one that another engine took.
    private async Task<bool> KeepAsync(HostInventory inventory, CancellationToken cancellationToken)
    {
        var id = FleetKinds.Text(inventory.HostId);
        var before = _state.Inventories.TryGet(id, out var entry) ? entry : null;
        if (before is not null && FleetJson.Write(before.Value).AsSpan().SequenceEqual(FleetJson.Write(inventory)))
        {
            return true;
        }

        if (!_state.Contacts.TryGet(id, out var contact) || contact.Value.EngineId != _engine.Id)
        {
            return false;
        }

        var commit = new FleetCommit(_state);
        commit.Guard(new DocumentKey(FleetKinds.Contacts.Word, id), contact.Revision);
        commit.Write(FleetKinds.Inventories, before?.Value, inventory, before?.Revision ?? 0);
        return await _committer.CommitAsync(commit, cancellationToken) is Storage.CommitOutcome.Done;
    }

    private async Task ContactAsync(FleetHost host, CancellationToken cancellationToken)
    {
        var contact = _state.Contacts.Find(FleetKinds.Text(host.Id));
        var isNew = contact is not { IsLost: false } || contact.EngineId != _engine.Id;
        if (isNew)
        {
            var commit = new FleetCommit(_state);
            commit.Write(FleetKinds.Contacts, contact, new HostContact(host.Id, _engine.Id, _time.GetUtcNow(), IsLost: false), null);
            await _committer.CommitAsync(commit, cancellationToken);
        }

        if (host.Status is HostStatus.Joining or HostStatus.Unreachable)
        {
            var words = host.Status == HostStatus.Joining ? $"host {host.Name} reports: it is up" : $"host {host.Name} reports again";
            await _changes.UpdateAsync(
                FleetKinds.Hosts,
                FleetKinds.Text(host.Id),
                null,
                now => now.Status is HostStatus.Joining or HostStatus.Unreachable ? now with { Status = HostStatus.Up, StatusReason = "" } : now,
                Caller.Engine,
                new ChangeOptions { IsOwn = true, Message = words },
                cancellationToken);
        }
    }

    // A claim that was given up ends when the host has carried out what was desired then, and says that nothing is left on the VF.
    private async Task EndClaimsAsync(Guid host, long generation, CancellationToken cancellationToken)
    {
        var ended = _state.Claims.OnHost(host)
            .Where(claim => claim.State == ClaimState.Releasing && _state.Claims.RevisionOf(claim.Vf) <= generation && IsClean(_state.InventoryOf(host), claim))
            .ToImmutableArray();
        if (ended.IsEmpty)
        {
            return;
        }

        var commit = new FleetCommit(_state);
        foreach (var claim in ended)
        {
            commit.Release(claim);
        }

        await _committer.CommitAsync(commit, cancellationToken);
    }

    // A VF that is not there any more has nothing left on it; a PF that is not there may come back with its VFs as they were.
    private static bool IsClean(HostInventory? inventory, Claim claim) => inventory?.Pf(claim.Vf.Pf) is { } pf
        && (pf.Vfs.FirstOrDefault(vf => vf.Index == claim.Vf.Index) is not { } vf || (vf.Holds.IsEmpty && !vf.IsUnclean));
}
