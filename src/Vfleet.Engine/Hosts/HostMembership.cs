using System.Security.Cryptography;
using System.Text;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;
using Vfleet.Storage;

namespace Vfleet.Engine.Hosts;

/// <summary>Makes hosts members of the fleet, and puts them out. A token lets one host in, whoever is fastest: token and host are written as one.</summary>
public sealed class HostMembership
{
    private const int Tries = 10;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(25);

    private readonly FleetState _state;
    private readonly Committer _committer;
    private readonly FleetChanges _changes;
    private readonly HostReports _reports;
    private readonly TimeProvider _time;

    internal HostMembership(FleetState state, Committer committer, FleetChanges changes, HostReports reports, TimeProvider time)
    {
        (_state, _committer, _changes, _reports, _time) = (state, committer, changes, reports, time);
    }

    /// <summary>The token that a host came with.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="hash">SHA-256 of its secret, hexadecimal.</param>
    /// <returns>It with its revision; null when there is none that holds and is unused.</returns>
    public Entry<Enrolment>? Find(Guid id, string hash) => _state.Enrolments.TryGet(FleetKinds.Text(id), out var entry)
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(entry.Value.Hash), Encoding.ASCII.GetBytes(hash))
        && entry.Value.HostId is null && entry.Value.Expires > _time.GetUtcNow()
            ? entry
            : null;

    /// <summary>The host that would join with a token: the one that the token was made for, or a new one.</summary>
    /// <param name="enrolment">The token.</param>
    /// <param name="name">What the host calls itself.</param>
    /// <returns>It.</returns>
    public FleetHost HostFor(Enrolment enrolment, string name)
    {
        var known = enrolment.HostName is { } meant && _state.OwnerOf($"host:{meant.ToLowerInvariant()}") is { } id ? _state.Hosts.Find(id) : null;
        return known ?? new FleetHost(Guid.CreateVersion7(_time.GetUtcNow()), enrolment.HostName ?? name, enrolment.ClusterId);
    }

    /// <summary>Lets a host in.</summary>
    /// <param name="enrolment">The token, as <see cref="Find"/> gave it.</param>
    /// <param name="host">The host, as <see cref="HostFor"/> gave it.</param>
    /// <param name="serial">Serial number of its certificate, hexadecimal.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>The host; refused when another was faster with the token.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    public async Task<ChangeResult<FleetHost>> JoinAsync(Entry<Enrolment> enrolment, FleetHost host, string serial, CancellationToken cancellationToken)
    {
        var id = FleetKinds.Text(host.Id);
        for (var tries = 0; tries < Tries; tries++)
        {
            var isKnown = _state.Hosts.TryGet(id, out var before);
            var after = (isKnown ? before!.Value : host) with { Status = HostStatus.Joining, StatusReason = "", Certificate = serial, PreviousCertificate = null };
            var commit = new FleetCommit(_state);
            var blocked = commit.Stand(FleetKinds.Hosts, after);
            var problems = isKnown ? [] : FleetKinds.Hosts.Add(after, _state);
            if (!problems.IsEmpty)
            {
                return new ChangeResult<FleetHost>.Refused(problems);
            }

            if (blocked is null && !(isKnown && before!.IsFrozen))
            {
                var used = enrolment.Value with { HostId = host.Id };
                commit.Write(FleetKinds.Enrolments, enrolment.Value, used, enrolment.Revision);
                var body = commit.Write(FleetKinds.Hosts, isKnown ? before!.Value : null, after, isKnown ? before!.Revision : 0);
                commit.Tell(_time.GetUtcNow(), "host.joined", $"host {after.Name}", new DocumentKey("host", id), $"host {after.Name} joined", after: body);
                switch (await _committer.CommitAsync(commit, cancellationToken))
                {
                    case CommitOutcome.Done done:
                        _reports.Forget(host.Id);
                        return new ChangeResult<FleetHost>.Done(new Entry<FleetHost>(after, done.Revision, false));
                    case CommitOutcome.DocumentChanged { Kind: "enrolment" }:
                        return new ChangeResult<FleetHost>.Refused([new Problem(EngineCode.TokenUsed, "another host has used the token", "make a token for each host")]);
                    case CommitOutcome.NameTaken taken when _state.OwnerOf(taken.Name) == taken.Owner:
                        return new ChangeResult<FleetHost>.Refused([FleetNames.Taken(taken.Name)]);
                }
            }

            await Task.Delay(s_pause, _time, cancellationToken);
            await _committer.CatchUpAsync(cancellationToken);
        }

        return new ChangeResult<FleetHost>.Refused([new Problem(EngineCode.BeingChanged, $"host {host.Name} is being changed by others all the time", "try again in a moment")]);
    }

    /// <summary>Notes a host's new certificate. The one before it holds until the new one is used.</summary>
    /// <param name="host">The host.</param>
    /// <param name="serial">Serial number of the new one, hexadecimal.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>The host.</returns>
    public Task<ChangeResult<FleetHost>> RenewAsync(Guid host, string serial, CancellationToken cancellationToken) => OwnAsync(
        host, now => now with { Certificate = serial, PreviousCertificate = now.PreviousCertificate ?? now.Certificate }, "the host renewed its certificate", Caller.Engine, null, cancellationToken);

    /// <summary>The new certificate was used: the one before it holds no more.</summary>
    /// <param name="host">The host.</param>
    /// <param name="serial">Serial number of the one that was used.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>The host.</returns>
    public Task<ChangeResult<FleetHost>> UsedAsync(Guid host, string serial, CancellationToken cancellationToken) => OwnAsync(
        host, now => now.Certificate == serial && now.PreviousCertificate is not null ? now with { PreviousCertificate = null } : now, "", Caller.Engine, null, cancellationToken);

    /// <summary>Puts a host out: its certificate holds no more. What VMs have there stays claimed until it is known to be clean.</summary>
    /// <param name="host">The host.</param>
    /// <param name="expected">The revision that the caller saw; null when that does not matter.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="dryRun">Whether it is only tried.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>What became of it.</returns>
    public Task<ChangeResult<FleetHost>> RevokeAsync(Guid host, long? expected, Caller caller, bool dryRun, CancellationToken cancellationToken) => OwnAsync(
        host,
        now => now with { Status = HostStatus.Revoked, StatusReason = $"revoked by {caller.Name}", Certificate = null, PreviousCertificate = null },
        "the host is revoked: its certificate holds no more",
        caller,
        expected,
        cancellationToken,
        dryRun);

    /// <summary>Removes a host with all that is known of it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="expected">The revision that the caller saw; null when that does not matter.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="dryRun">Whether it is only tried.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>What became of it.</returns>
    public async Task<ChangeResult<FleetHost>> RemoveAsync(Guid host, long? expected, Caller caller, bool dryRun, CancellationToken cancellationToken)
    {
        var id = FleetKinds.Text(host);
        var options = new ChangeOptions
        {
            DryRun = dryRun,
            More = commit =>
            {
                Delete(commit, FleetKinds.Inventories, id);
                Delete(commit, FleetKinds.Contacts, id);
                Delete(commit, FleetKinds.Desired, id);
                foreach (var configuration in _state.ConfigurationsOf(host))
                {
                    Delete(commit, FleetKinds.Configurations, FleetKinds.Configurations.Id(configuration));
                }
            },
        };
        var result = await _changes.RemoveAsync(FleetKinds.Hosts, id, expected, caller, options, cancellationToken);
        if (result is ChangeResult<FleetHost>.Done && !dryRun)
        {
            _reports.Forget(host);
        }

        return result;
    }

    private void Delete<T>(FleetCommit commit, FleetKind<T> kind, string id)
        where T : class
    {
        if (_state.Of(kind).TryGet(id, out var entry))
        {
            commit.Delete(kind, entry.Value, null);
        }
    }

    private async Task<ChangeResult<FleetHost>> OwnAsync(
        Guid host, Func<FleetHost, FleetHost> change, string words, Caller caller, long? expected, CancellationToken cancellationToken, bool dryRun = false)
    {
        var result = await _changes.UpdateAsync(
            FleetKinds.Hosts, FleetKinds.Text(host), expected, change, caller, new ChangeOptions { IsOwn = true, Message = words, DryRun = dryRun }, cancellationToken);
        if (result is ChangeResult<FleetHost>.Done { Entry.Value.Status: HostStatus.Revoked } && !dryRun)
        {
            _reports.Forget(host);
        }

        return result;
    }
}
