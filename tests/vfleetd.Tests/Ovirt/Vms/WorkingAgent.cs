using System.Collections.Concurrent;
using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Guests;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt.Vms;

/// <summary>A host's agent that does what is desired of it, and reports: guests are entries of a table.</summary>
public sealed class WorkingAgent : IAsyncDisposable
{
    private readonly TestAgent _agent;
    private readonly int[] _vfs;
    private readonly Dictionary<Guid, GuestSpec> _guests = [];
    private readonly Dictionary<Guid, OperationReport> _ended = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _working;

    private WorkingAgent(TestAgent agent, int[] vfs)
    {
        (_agent, _vfs) = (agent, vfs);
        _working = Task.Run(RunAsync);
    }

    /// <summary>The host.</summary>
    public Guid HostId => _agent.HostId;

    /// <summary>Every operation that was desired, by the id that the host knows it by.</summary>
    public ConcurrentDictionary<Guid, HostOperation> Seen { get; } = [];

    /// <summary>Why an operation fails, as code and message; null when it does not.</summary>
    public Func<HostOperation, (string Code, string Message)?> Fails { get; set; } = _ => null;

    /// <summary>Whether an operation is begun and does not end.</summary>
    public Func<HostOperation, bool> Holds { get; set; } = _ => false;

    /// <summary>Joins a host whose PFs have so many VFs each.</summary>
    public static Task<WorkingAgent> JoinAsync(TestEngine engine, string name, params int[] vfs) => JoinAsync(engine, name, "default", vfs);

    /// <summary>Joins a host of a cluster whose PFs have so many VFs each.</summary>
    public static async Task<WorkingAgent> JoinAsync(TestEngine engine, string name, string cluster, params int[] vfs)
    {
        var agent = await TestAgent.JoinAsync(engine, name, await TestAgent.TokenAsync(engine, $"\"cluster\":\"{cluster}\""));
        agent.PutHost(pfs: 0);
        for (var pf = 0; pf < vfs.Length; pf++)
        {
            agent.PutPf(pf, vfs[pf]);
        }

        await agent.ReportAllAsync();
        return new WorkingAgent(agent, vfs);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _working;
        _agent.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            using var stream = await _agent.OpenAsync();
            while (!_stop.IsCancellationRequested)
            {
                var wish = await TestAgent.NextAsync(stream).WaitAsync(_stop.Token);
                var reports = wish.Operations.Select(Carry).ToList();
                Put();
                await _agent.ReportAllAsync(wish.Generation, reports);
            }
        }
        catch (Exception fault) when (_stop.IsCancellationRequested && fault is OperationCanceledException or IOException or HttpRequestException)
        {
            // That is how it ends.
        }
    }

    private OperationReport Carry(HostOperation operation)
    {
        Seen[operation.Id] = operation;
        if (_ended.TryGetValue(operation.Id, out var known))
        {
            return known;
        }

        if (operation.IsCancelled)
        {
            return _ended[operation.Id] = new OperationReport(operation.Id, OperationState.Cancelled, null, null, []);
        }

        if (Holds(operation))
        {
            return new OperationReport(operation.Id, OperationState.Running, "working", null, []);
        }

        if (Fails(operation) is { } why)
        {
            return _ended[operation.Id] = new OperationReport(
                operation.Id, OperationState.Failed, null, null, [new ProblemResource(why.Code, why.Message, "look into the guest", "")]);
        }

        Change(operation);
        return _ended[operation.Id] = new OperationReport(operation.Id, OperationState.Done, null, new PlanResource([operation.Kind], [], [], 1), []);
    }

    private void Change(HostOperation operation)
    {
        switch (operation.Kind)
        {
            case HostOperation.StartVm:
                _guests[operation.Guest!.Id] = operation.Guest;
                break;
            case HostOperation.StopVm or HostOperation.ShutdownVm:
                _guests.Remove(operation.Guest!.Id);
                break;
            case HostOperation.PlugNic:
                _guests[operation.Guest!.Id] = _guests[operation.Guest.Id] with { Nics = _guests[operation.Guest.Id].Nics.Add(operation.Nic!) };
                break;
            case HostOperation.UnplugNic:
                _guests[operation.Guest!.Id] = _guests[operation.Guest.Id] with { Nics = [.. _guests[operation.Guest.Id].Nics.Where(nic => nic.Id != operation.Nic!.Id)] };
                break;
            case HostOperation.ConfigurePf:
                _vfs[operation.Pf!.Value.Bus - 1] = operation.Vfs!.Value;
                break;
        }
    }

    private void Put()
    {
        _agent.Put("guests", _guests.Values.OrderBy(guest => guest.Id).Select(guest => new InventoryGuest(guest.Id, guest.Name, IsRunning: true)
        {
            IsMade = true,
            Cpus = guest.Cpus,
            MemoryMiB = guest.MemoryMiB,
            Nics = [.. guest.Nics.Select(nic => new InventoryGuestNic(nic.Mac) { Pf = nic.Vf?.Pf, Vf = nic.Vf?.Index, Bridge = nic.Bridge })],
        }).ToArray());
        for (var pf = 0; pf < _vfs.Length; pf++)
        {
            _agent.PutPf(pf, _vfs[pf], Held(pf));
        }
    }

    private IEnumerable<InventoryVf> Held(int pf) =>
        from guest in _guests.Values
        from nic in guest.Nics
        where nic.Vf is { } vf && vf.Pf.Bus == pf + 1
        orderby nic.Vf!.Index
        select new InventoryVf(nic.Vf!.Index) { Guest = guest.Id, Holds = [$"guest {guest.Name}"] };
}
