using System.Collections.Immutable;
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

/// <summary>Changes the networks of a host and the labels of its PFs together: all of it in one commit, or nothing.</summary>
public sealed class HostNetworks
{
    private const int Tries = 20;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(25);

    private readonly FleetState _state;
    private readonly Committer _committer;
    private readonly TimeProvider _time;

    internal HostNetworks(FleetState state, Committer committer, TimeProvider time) => (_state, _committer, _time) = (state, committer, time);

    /// <summary>Changes them. No rule about their users concerns such a change, so nothing is frozen for it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="wish">What is wished.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>The host.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    public async Task<ChangeResult<FleetHost>> ChangeAsync(Guid host, HostNetworkWish wish, Caller caller, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (!_state.Hosts.TryGet(FleetKinds.Text(host), out var entry))
            {
                return new ChangeResult<FleetHost>.NotFound(new Problem(EngineCode.Unknown, $"there is no host {host}", "'vfleet host list' shows them"));
            }

            if (!caller.May(FleetKinds.Hosts.Role, FleetKinds.Hosts.Place(entry.Value, _state)))
            {
                return new ChangeResult<FleetHost>.Forbidden(new Problem(
                    EngineCode.Forbidden, $"{caller.Name} may not change networks of {entry.Value.Name}", "ask an administrator for the role admin there"));
            }

            var after = With(entry.Value, wish);
            var configurations = wish.Labels.Concat(wish.WithoutLabels).Select(one => one.Pf).Distinct().Order().Select(pf => _state.ConfigurationOf(host, pf)).ToList();
            var wished = configurations.ConvertAll(configuration => With(configuration.Value, wish));
            ImmutableArray<Problem> problems =
            [
                .. FleetHostRule.Update(entry.Value, after, _state),
                .. configurations.Zip(wished).SelectMany(pair => Check(pair.First.Value, pair.Second, wish)),
            ];
            if (!problems.IsEmpty)
            {
                return new ChangeResult<FleetHost>.Refused(problems);
            }

            var isChanged = !after.Bridges.SequenceEqual(entry.Value.Bridges);
            if (!isChanged && configurations.Count == 0)
            {
                return new ChangeResult<FleetHost>.Done(entry);
            }

            if (!entry.IsFrozen && !configurations.Exists(configuration => configuration.IsFrozen)
                && Commit(entry, isChanged ? after : null, [.. configurations.Zip(wished)], caller) is { } commit
                && await _committer.CommitAsync(commit, cancellationToken) is CommitOutcome.Done done)
            {
                return new ChangeResult<FleetHost>.Done(new Entry<FleetHost>(after, isChanged ? done.Revision : entry.Revision, false));
            }

            await Task.Delay(s_pause, _time, cancellationToken);
            await _committer.CatchUpAsync(cancellationToken);
        }

        return new ChangeResult<FleetHost>.Refused([new Problem(
            EngineCode.BeingChanged, "the host, one of its PFs, or a network that is wished, is being changed by others all the time", "try again in a moment")]);
    }

    private FleetCommit? Commit(Entry<FleetHost> host, FleetHost? after, List<(Entry<VfsConfiguration> Before, VfsConfiguration After)> configurations, Caller caller)
    {
        var (commit, now, words) = (new FleetCommit(_state), _time.GetUtcNow(), $"networks of host {host.Value.Name} changed");
        if (after is not null)
        {
            if (commit.Stand(FleetKinds.Hosts, after) is not null)
            {
                return null;
            }

            var body = commit.Write(FleetKinds.Hosts, host.Value, after, host.Revision);
            var key = new DocumentKey(FleetKinds.Hosts.Word, FleetKinds.Text(after.Id));
            commit.Tell(now, "host.changed", caller.Name, key, words, FleetCommit.Telling(FleetKinds.Hosts, host.Value), body);
        }

        foreach (var (before, wished) in configurations)
        {
            // The host that it stands on is either as it is or written by the same commit.
            var kind = FleetKinds.Configurations;
            if (after is null && commit.Stand(kind, wished) is not null)
            {
                return null;
            }

            var body = commit.Write(kind, before.Value, wished, before.Revision);
            commit.Tell(
                now, $"{kind.Word}.changed", caller.Name, new DocumentKey(kind.Word, kind.Id(wished)), words, before.Revision == 0 ? default : FleetCommit.Telling(kind, before.Value), body);
        }

        return commit;
    }

    private static FleetHost With(FleetHost host, HostNetworkWish wish) => host with
    {
        Bridges =
        [
            .. host.Bridges.Select(bridge => wish.Bridges.FirstOrDefault(wished => wished.NetworkId == bridge.NetworkId) ?? bridge)
                .Where(bridge => !wish.WithoutBridge.Contains(bridge.NetworkId)),
            .. wish.Bridges.Where(wished => host.Bridges.All(bridge => bridge.NetworkId != wished.NetworkId)),
        ],
    };

    private static VfsConfiguration With(VfsConfiguration configuration, HostNetworkWish wish) => configuration with
    {
        Labels =
        [
            .. configuration.Labels.Where(label => !wish.WithoutLabels.Contains(new PfLabel(configuration.Pf, label))),
            .. wish.Labels.Where(one => one.Pf == configuration.Pf && !configuration.Labels.Contains(one.Label, StringComparer.Ordinal)).Select(one => one.Label),
        ],
    };

    private ImmutableArray<Problem> Check(VfsConfiguration before, VfsConfiguration after, HostNetworkWish wish) =>
        CheckLabels(before, wish) is { IsEmpty: false } problems ? problems : VfsConfigurationRule.Update(before, after, _state);

    // A label that is there already is nothing to be done, for who sets up networks says what shall be.
    private static ImmutableArray<Problem> CheckLabels(VfsConfiguration configuration, HostNetworkWish wish) =>
    [
        .. wish.Labels.Where(one => one.Pf == configuration.Pf && !configuration.Labels.Contains(one.Label, StringComparer.Ordinal))
            .SelectMany(one => VfsConfigurationRule.AddLabel(configuration, one.Label)),
        .. wish.WithoutLabels.Where(one => one.Pf == configuration.Pf).SelectMany(one => VfsConfigurationRule.RemoveLabel(configuration, one.Label)),
    ];
}
