using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;
using Vfleet.Storage;

namespace Vfleet.Engine.Hosts;

/// <summary>Lets hosts rest: VMs are placed on them no more, until they are woken. The VMs that they have stay.</summary>
public sealed class HostResting
{
    private readonly FleetState _state;
    private readonly FleetChanges _changes;

    internal HostResting(FleetState state, FleetChanges changes) => (_state, _changes) = (state, changes);

    /// <summary>Puts a host into maintenance.</summary>
    /// <param name="host">The host.</param>
    /// <param name="expected">The revision that the caller saw; null when that does not matter.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="dryRun">Whether it is only tried.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>The host.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    public Task<ChangeResult<FleetHost>> RestAsync(Guid host, long? expected, Caller caller, bool dryRun, CancellationToken cancellationToken) => ChangeAsync(
        host,
        expected,
        now => now.Status is HostStatus.Maintenance or HostStatus.Revoked ? now : now with { Status = HostStatus.Maintenance, StatusReason = "" },
        caller,
        dryRun,
        cancellationToken);

    /// <summary>Ends a host's maintenance: it is what its agent makes of it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="expected">The revision that the caller saw; null when that does not matter.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="dryRun">Whether it is only tried.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>The host.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    public Task<ChangeResult<FleetHost>> WakeAsync(Guid host, long? expected, Caller caller, bool dryRun, CancellationToken cancellationToken) => ChangeAsync(
        host, expected, now => now.Status == HostStatus.Maintenance ? Awake(now) : now, caller, dryRun, cancellationToken);

    private async Task<ChangeResult<FleetHost>> ChangeAsync(
        Guid host, long? expected, Func<FleetHost, FleetHost> change, Caller caller, bool dryRun, CancellationToken cancellationToken)
    {
        var result = await _changes.UpdateAsync(
            FleetKinds.Hosts, FleetKinds.Text(host), expected, change, caller, new ChangeOptions { DryRun = dryRun }, cancellationToken);
        return result is ChangeResult<FleetHost>.Done { Entry.Value: { Status: HostStatus.Revoked } revoked } ? new ChangeResult<FleetHost>.Refused([Revoked(revoked)]) : result;
    }

    private FleetHost Awake(FleetHost host) => _state.Contacts.Find(FleetKinds.Text(host.Id)) switch
    {
        null => host with { Status = HostStatus.Joining, StatusReason = "it has not reported yet" },
        { IsLost: true } => host with { Status = HostStatus.Unreachable, StatusReason = "its agent does not report" },
        _ => host with { Status = HostStatus.Up, StatusReason = "" },
    };

    private static Problem Revoked(FleetHost host) => new(
        EngineCode.HostState, $"host {host.Name} is revoked", $"let it join again: vfleet enrolment add --host-name {host.Name}, then vfleet join on the host");
}
