using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Comparing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Hosts;
using Vfleet.Engine.Operations;
using Vfleet.Engine.State;

namespace Vfleet.Engine.Guests;

/// <summary>VFs with which something is wrong: claims, VMs and what hosts report, compared.</summary>
public sealed class FleetProblems
{
    private readonly FleetState _state;
    private readonly HostReports _reports;
    private readonly DesiredBoard _desired;
    private readonly VfAges _ages;

    internal FleetProblems(FleetState state, HostReports reports, DesiredBoard desired, VfAges ages) =>
        (_state, _reports, _desired, _ages) = (state, reports, desired, ages);

    /// <summary>The problems now.</summary>
    /// <param name="host">The host that is meant; null for all.</param>
    /// <returns>Them, host by host in order of name, then by PF and index.</returns>
    public ImmutableArray<VfProblem> Of(Guid? host) =>
    [
        .. _state.Hosts.Values.Where(one => host is null || one.Id == host).OrderBy(one => one.Name, StringComparer.Ordinal)
            .SelectMany(one => Compare(one, mayHeal: false)?.Faults ?? [])
            .Select(fault => new VfProblem(fault.Vf, Word(fault.Kind), fault.Message, fault.Remedy, fault.VmId, fault.IsHealed)),
    ];

    /// <summary>Compares a host.</summary>
    /// <param name="host">The host.</param>
    /// <param name="mayHeal">Whether only what this engine was told itself counts as current.</param>
    /// <returns>What does not fit; null when the host never reported.</returns>
    internal HostComparison? Compare(FleetHost host, bool mayHeal)
    {
        // In this order: the report is older than what is compared with it, or as old, and what was committed meanwhile is left alone.
        var session = _reports.SessionOf(host.Id);
        var known = _state.Revision;
        var reported = _state.Inventories.TryGet(FleetKinds.Text(host.Id), out var entry) ? entry : null;
        if (reported is null)
        {
            return null;
        }

        var claims = _state.Claims.OnHost(host.Id);
        List<Entry<Vm>> vms =
        [
            .. claims.Select(claim => claim.VmId).Concat(_state.VmsOn(host.Id)).Concat(reported.Value.Guests.Select(guest => guest.Id)).Distinct()
                .Select(id => _state.Vms.TryGet(FleetKinds.Text(id), out var vm) ? vm : null).OfType<Entry<Vm>>(),
        ];
        var generation = _desired.GenerationOf(host.Id);
        var working = _state.Operations.Values.Where(operation => operation.HostId == host.Id && operation is { IsOver: false, IsDryRun: false }).ToList();
        return HostComparing.Compare(new ComparedHost(host, reported.Value)
        {
            IsCurrent = host.Status is HostStatus.Up or HostStatus.Maintenance
                && (session is not null ? session.Compared >= generation : !mayHeal && reported.Revision > generation),
            Claims = claims,
            Vms = vms.ToImmutableDictionary(vm => vm.Value.Id, vm => vm.Value),
            Busy = [.. working.Select(operation => operation.VmId).OfType<Guid>(), .. vms.Where(vm => vm.Revision > known).Select(vm => vm.Value.Id)],
            Decided = [.. _state.ConfigurationsOf(host.Id).Where(one => one.Count is not null).Select(one => one.Pf)],
            Cleaning = [.. working.Where(operation => operation is { Kind: FleetOperation.CleanVf, Pf: not null, Vf: not null })
                .Select(operation => new VfKey(host.Id, operation.Pf!.Value, operation.Vf!.Value))],
            Unclean = _ages.Unclean(host.Id),
            LongUnclean = _ages.LongUnclean(host.Id),
            LongClean = _ages.LongClean(host.Id),
        });
    }

    private static string Word(VfFaultKind kind) => kind switch
    {
        VfFaultKind.ClaimWithoutGuest => "claim-without-guest",
        VfFaultKind.GuestWithoutClaim => "guest-without-claim",
        VfFaultKind.LeftOver => "left-over",
        VfFaultKind.WrongGuest => "wrong-guest",
        VfFaultKind.Suspect => "suspect",
        VfFaultKind.Missing => "missing",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "this fault has no word"),
    };
}
