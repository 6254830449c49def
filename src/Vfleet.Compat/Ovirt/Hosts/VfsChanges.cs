using System.Collections.Immutable;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>Changes what people want of a PF's VFs.</summary>
internal static class VfsChanges
{
    private static readonly TimeSpan s_seen = TimeSpan.FromSeconds(3);

    /// <summary>Changes number and flag together. A number that the PF has already asks nothing of the host; any other is an operation of the host, and the flag holds with its end.</summary>
    /// <param name="call">The request.</param>
    /// <param name="host">The host.</param>
    /// <param name="pf">The PF.</param>
    /// <param name="count">How many VFs; null for as many as there are.</param>
    /// <param name="allNetworks">Whether every network may use them; null for what it is.</param>
    /// <returns>The operation; or null with what became of it when none was needed.</returns>
    public static async Task<(ChangeResult<FleetOperation>? Begun, ChangeResult<VfsConfiguration>? Done)> ConfigureAsync(
        OvirtCall call, HostView host, HostNic pf, int? count, bool? allNetworks)
    {
        VfsConfiguration With(VfsConfiguration now) => VfsConfigurationRule.Normalise(
            now, now with { Count = count ?? now.Count, AllNetworksAllowed = allNetworks ?? now.AllNetworksAllowed });

        var wanted = host.WantedOf(pf.Pf.Address);
        return count is { } number && number != wanted.Count && number != pf.Pf.NumVfs
            ? (await call.Engine.Operations.ConfigureAsync(host.Host.Value, pf.Pf.Address, null, With, call.Caller, dryRun: false, call.Token), null)
            : (null, await ChangeAsync(call, host, pf, now => (With(now), [])));
    }

    /// <summary>Waits until what the host reports has the number that it was given: who lists its NICs after that sees it. oVirt refreshes the whole host then.</summary>
    /// <param name="call">The request.</param>
    /// <param name="pf">The PF.</param>
    /// <param name="count">How many VFs.</param>
    /// <param name="time">The clock.</param>
    /// <returns>When it is so, or after some seconds.</returns>
    public static async Task SeenAsync(OvirtCall call, HostNic pf, int count, TimeProvider time)
    {
        using var late = new CancellationTokenSource(s_seen, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, call.Token);
        try
        {
            while (true)
            {
                var revision = call.State.Revision;
                if (call.State.InventoryOf(pf.HostId)?.Pf(pf.Pf.Address)?.NumVfs == count)
                {
                    return;
                }

                await call.Engine.WaitAsync(revision, either.Token);
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !call.Token.IsCancellationRequested)
        {
            // It is done all the same; the host's next report tells.
        }
    }

    /// <summary>Changes it where the host has nothing to do for it.</summary>
    /// <param name="call">The request.</param>
    /// <param name="host">The host.</param>
    /// <param name="pf">The PF.</param>
    /// <param name="change">Makes the new of the old, or says what is wrong; may be called again.</param>
    /// <returns>What became of it.</returns>
    public static async Task<ChangeResult<VfsConfiguration>> ChangeAsync(
        OvirtCall call, HostView host, HostNic pf, Func<VfsConfiguration, (VfsConfiguration After, ImmutableArray<Problem> Problems)> change)
    {
        ImmutableArray<Problem> problems = [];
        var id = FleetKinds.IdOf(host.Host.Value.Id, pf.Pf.Address);
        if (!call.State.Configurations.TryGet(id, out _))
        {
            var before = new VfsConfiguration(host.Host.Value.Id, pf.Pf.Address);
            (var made, problems) = change(before);
            if (!problems.IsEmpty || made == before)
            {
                return problems.IsEmpty
                    ? new ChangeResult<VfsConfiguration>.Done(new Entry<VfsConfiguration>(before, 0, false))
                    : new ChangeResult<VfsConfiguration>.Refused(problems);
            }

            var added = await call.Engine.Changes.AddAsync(FleetKinds.Configurations, made, call.Caller, dryRun: false, call.Token);
            if (added is ChangeResult<VfsConfiguration>.Done || !call.State.Configurations.TryGet(id, out _))
            {
                return added;
            }

            // Somebody else was first: it is theirs that is changed.
        }

        var result = await call.Engine.Changes.UpdateAsync(
            FleetKinds.Configurations,
            id,
            null,
            now =>
            {
                (var after, problems) = change(now);
                return problems.IsEmpty ? after : now;
            },
            call.Caller,
            ChangeOptions.Usual,
            call.Token);
        return problems.IsEmpty ? result : new ChangeResult<VfsConfiguration>.Refused(problems);
    }
}
