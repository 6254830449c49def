using System.Collections.Immutable;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;

namespace Vfleet.Host.Restoring;

/// <summary>Restores every PF of which something is kept, all side by side: it takes as long as the slowest.</summary>
public static class HostRestore
{
    /// <summary>Restores them. A PF that is gone, has failed or is slow keeps none of the others waiting.</summary>
    /// <param name="open">Opens the host, once for each PF: the connections of one are not shared.</param>
    /// <param name="scope">How much.</param>
    /// <param name="progress">Told of each step of every PF; on any thread.</param>
    /// <param name="cancellationToken">Stops every PF before its next step.</param>
    /// <returns>What became of each PF, in order of address, and files that cannot be understood.</returns>
    public static async Task<(ImmutableArray<PfRestoring> Pfs, ImmutableArray<Problem> Problems)> RunAsync(
        Func<IHost> open, RestoreScope scope, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        ImmutableArray<Problem> problems;
        ImmutableArray<PciAddress> pfs;
        await using (var host = open())
        {
            pfs = [.. host.Keeping.ReadAll(out problems).Keys.Order()];
        }

        // Netlink and sysfs block: each worker needs a thread.
        var workers = pfs.Select(pf => Task.Run(() => RestoreAsync(pf, open, scope, progress, cancellationToken), CancellationToken.None));
        return ([.. await Task.WhenAll(workers)], problems);
    }

    private static async Task<PfRestoring> RestoreAsync(
        PciAddress pf, Func<IHost> open, RestoreScope scope, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        await using var host = open();
        return await host.Keeping.RestoreAsync(pf, scope, progress, cancellationToken);
    }
}
