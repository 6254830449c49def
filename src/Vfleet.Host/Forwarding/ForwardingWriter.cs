using System.Collections.Immutable;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Host.Applying;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Host.Forwarding;

/// <summary>
/// Carries out the plan of one PF's forwarding entries. What is about to be added is written down first and what was removed is forgotten
/// last: whenever this ends, every entry of ours that the kernel has is in our file.
/// </summary>
/// <param name="parts">The host.</param>
/// <param name="read">The PF as read, with the plan.</param>
internal sealed class ForwardingWriter(HostParts parts, PfForwarding read)
{
    private readonly ObservedPf _pf = read.Pf;
    private readonly HashSet<MacAddress> _foreign = [];
    private readonly List<MacAddress> _added = [];
    private readonly List<Problem> _unfit = [];
    private readonly List<Problem> _problems = [];

    public ForwardingOutcome Write()
    {
        try
        {
            parts.State.UpdateForwarded(_pf.Address, ours => ours.Union(read.Plan.Add.Select(address => address.Mac)));
            if (EntryTable.LinkOf(_pf) is { } link)
            {
                Remove(link);
                Add(link);
            }

            return Verify();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _problems.Add(Faults.ToProblem(fault, $"writing the forwarding entries of {_pf.Name}"));
            return new ForwardingOutcome.Failed(ForwardingChanges.None with { Added = [.. _added] }, [.. _problems]);
        }
    }

    private void Remove(int link)
    {
        foreach (var mac in read.Plan.Remove)
        {
            // ENOENT: somebody else was quicker.
            if (parts.Route.RemoveForwarding(link, mac) is var answer && ErrnoOf(answer) is not (Errno.None or Errno.NoEntry))
            {
                _problems.Add(ToProblem(answer, $"removing forwarding entry {mac} of {_pf.Name}"));
            }
        }
    }

    private void Add(int link)
    {
        foreach (var address in read.Plan.Add)
        {
            var answer = parts.Route.AddForwarding(link, address.Mac);
            switch (ErrnoOf(answer))
            {
                case Errno.None:
                    _added.Add(address.Mac);
                    break;
                case Errno.Exists:
                    _foreign.Add(address.Mac);
                    break;
                case Errno.NoMemory or Errno.NoSpace:
                    // What drivers answer when their table is full (igb_ndo_fdb_add, ixgbe_ndo_fdb_add).
                    _unfit.Add(ForwardingProblems.Full(_pf, $"the driver has no room; {address.Mac} {address.Owner} does not fit"));
                    break;
                default:
                    _problems.Add(ToProblem(answer, $"adding forwarding entry {address.Mac} ({address.Owner}) to {_pf.Name}"));
                    break;
            }
        }
    }

    private ForwardingOutcome Verify()
    {
        var present = new EntryTable(parts).Present(_pf);
        parts.State.UpdateForwarded(_pf.Address, ours => ours.Except(_foreign).Intersect(present));
        _problems.AddRange(_added.Where(mac => !present.Contains(mac))
            .Select(mac => ForwardingProblems.NotApplied(_pf, $"the kernel accepted forwarding entry {mac} and does not show it")));
        var removed = read.Plan.Remove.Where(mac => !present.Contains(mac)).ToImmutableArray();
        if (_problems.Count == 0)
        {
            _problems.AddRange(read.Plan.Remove.Except(removed)
                .Select(mac => ForwardingProblems.NotApplied(_pf, $"the kernel removed forwarding entry {mac} and still shows it")));
        }

        var changes = new ForwardingChanges([.. _added.Where(present.Contains)], removed);
        return _problems.Count > 0
            ? new ForwardingOutcome.Failed(changes, [.. _problems, .. _unfit, .. read.Unfit])
            : new ForwardingOutcome.Done(changes, [.. _unfit, .. read.Unfit]);
    }

    private static Errno ErrnoOf(NetlinkOutcome answer) => answer switch
    {
        NetlinkOutcome.Applied => Errno.None,
        NetlinkOutcome.Refused refused => (Errno)refused.ErrorNumber,
        NetlinkOutcome.Unsupported unsupported => (Errno)unsupported.ErrorNumber,
        _ => Errno.NotSupported,
    };

    private static Problem ToProblem(NetlinkOutcome answer, string during) => answer switch
    {
        NetlinkOutcome.Refused refused => Faults.Kernel(during, (Errno)refused.ErrorNumber, refused.KernelText, refused.Hint),
        NetlinkOutcome.Unsupported unsupported => Faults.Kernel(
            during,
            (Errno)unsupported.ErrorNumber,
            unsupported.KernelText,
            "this driver keeps no such entries: give guests on the bridge a VF too, or set forward: none in host.yaml"),
        _ => new Problem(ProblemCode.KernelRefused, $"{during}: {answer}", "try again"),
    };
}
