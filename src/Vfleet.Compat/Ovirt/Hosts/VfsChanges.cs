using System.Collections.Immutable;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Operations;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>Changes what people want of a PF's VFs.</summary>
internal static class VfsChanges
{
    private static readonly TimeSpan s_seen = TimeSpan.FromSeconds(3);

    /// <summary>Changes number and flag together.</summary>
    /// <param name="call">The request.</param>
    /// <param name="host">The host.</param>
    /// <param name="pf">The PF.</param>
    /// <param name="count">How many VFs; null for as many as there are.</param>
    /// <param name="allNetworks">Whether every network may use them; null for what it is.</param>
    /// <returns>What became of it.</returns>
    public static Task<PfWish> ConfigureAsync(OvirtCall call, HostView host, HostNic pf, int? count, bool? allNetworks) => WishAsync(
        call,
        host,
        pf,
        now => (VfsConfigurationRule.Normalise(now, now with { Count = count ?? now.Count, AllNetworksAllowed = allNetworks ?? now.AllNetworksAllowed }), []));

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

    /// <summary>Changes which networks may use them: the host has nothing to do for that.</summary>
    /// <param name="call">The request.</param>
    /// <param name="host">The host.</param>
    /// <param name="pf">The PF.</param>
    /// <param name="change">Makes the new of the old, or says what is wrong; may be called again.</param>
    /// <returns>What became of it.</returns>
    public static async Task<ChangeResult<VfsConfiguration>> ChangeAsync(
        OvirtCall call, HostView host, HostNic pf, Func<VfsConfiguration, (VfsConfiguration After, ImmutableArray<Problem> Problems)> change) =>
        await WishAsync(call, host, pf, change) is PfWish.Written { Result: var result }
            ? result
            : throw new InvalidOperationException("the number of VFs was not to be changed");

    private static Task<PfWish> WishAsync(
        OvirtCall call, HostView host, HostNic pf, Func<VfsConfiguration, (VfsConfiguration After, ImmutableArray<Problem> Problems)> change) =>
        call.Engine.Pfs.ChangeAsync(host.Host.Value, pf.Pf.Address, null, change, call.Caller, dryRun: false, call.Token);
}
