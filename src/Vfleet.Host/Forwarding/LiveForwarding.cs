using System.Collections.Immutable;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Forwarding;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Host.Applying;
using Vfleet.Host.Locking;
using Vfleet.Primitives;

namespace Vfleet.Host.Forwarding;

/// <summary>The forwarding entries of this machine's PFs.</summary>
/// <param name="parts">The host.</param>
/// <param name="observe">Reads the host.</param>
internal sealed class LiveForwarding(HostParts parts, Func<ObserveScope, CancellationToken, Task<ObservedHost>> observe) : IForwarding
{
    private readonly EntryTable _table = new(parts);

    public async Task<ForwardingReading> ReadAsync(DesiredHost desired, CancellationToken cancellationToken)
    {
        var host = await observe(ChangeApplier.PlanningScope, cancellationToken);
        var pfs = ImmutableArray.CreateBuilder<PfForwarding>(host.Pfs.Length);
        var problems = ImmutableArray.CreateBuilder<Problem>();
        foreach (var pf in host.Pfs)
        {
            try
            {
                pfs.Add(_table.Read(pf, ForwardingRule.Wish(host, pf, ForwardingChoice.Of(desired, pf))));
            }
            catch (IOException fault)
            {
                problems.Add(ToProblem(fault, pf));
            }
        }

        return new ForwardingReading(host, pfs.DrainToImmutable(), problems.DrainToImmutable());
    }

    public Task<ForwardingOutcome> SyncAsync(PciAddress pf, DesiredHost desired, CancellationToken cancellationToken) => WriteAsync(
        pf, (host, found) => ForwardingRule.Wish(host, found, ForwardingChoice.Of(desired, found)), ChangeApplier.PlanningScope, cancellationToken);

    // Whoever the guests are, nothing is wanted any more.
    public Task<ForwardingOutcome> ClearAsync(PciAddress pf, CancellationToken cancellationToken) => WriteAsync(
        pf, (_, _) => ForwardingWish.Nothing("it has no entry of ours"), ObserveScope.Functions, cancellationToken);

    private async Task<ForwardingOutcome> WriteAsync(
        PciAddress address, Func<ObservedHost, ObservedPf, ForwardingWish> wish, ObserveScope scope, CancellationToken cancellationToken)
    {
        switch (parts.Locks.TakePf(address))
        {
            case LockResult.Busy busy:
                return new ForwardingOutcome.Refused([busy.Problem]);
            case LockResult.Taken taken:
                using (taken.Lock)
                {
                    var host = await observe(scope, cancellationToken);
                    if (!host.TryFindPf(new FunctionSelector.ByAddress(address), out var pf, out var unknown))
                    {
                        return new ForwardingOutcome.Refused([unknown]);
                    }

                    cancellationToken.ThrowIfCancellationRequested();
                    return Write(pf, wish(host, pf));
                }

            case var result:
                throw new InvalidOperationException($"unknown result of locking {result}");
        }
    }

    private ForwardingOutcome Write(ObservedPf pf, ForwardingWish wish)
    {
        try
        {
            var read = _table.Read(pf, wish);
            return read.Plan.IsEmpty ? new ForwardingOutcome.Nothing(Because(read), read.Unfit) : new ForwardingWriter(parts, read).Write();
        }
        catch (IOException fault)
        {
            return new ForwardingOutcome.Refused([ToProblem(fault, pf)]);
        }
    }

    private static string Because(PfForwarding read) => read switch
    {
        { Wish.Because: { Length: > 0 } because } => $"nothing is forwarded to {read.Pf.Name}: {because}",
        { Plan.Unfit.IsEmpty: false } => $"{read.Pf.Name} has every entry that fits",
        _ => $"{read.Pf.Name} has every entry that it needs",
    };

    private static Problem ToProblem(IOException fault, ObservedPf pf) => Faults.ToProblem(fault, $"reading the forwarding entries of {pf.Name}");
}
