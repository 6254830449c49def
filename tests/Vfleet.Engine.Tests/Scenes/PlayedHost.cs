using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Guests;
using Vfleet.Engine.Hosts;
using Vfleet.Engine.Operations;

namespace Vfleet.Engine.Tests.Scenes;

/// <summary>A host whose agent does what is desired of it, and reports: guests are entries of a table.</summary>
internal sealed class PlayedHost(Scene scene, FleetHost host, int pfs, int vfs)
{
    private readonly Dictionary<Guid, WorkReport> _ended = [];
    private readonly Dictionary<Guid, GuestSpec> _guests = [];

    public Guid Id => host.Id;

    public FleetHost Host => host;

    /// <summary>Guests that run, by UUID.</summary>
    public IDictionary<Guid, GuestSpec> Guests => _guests;

    /// <summary>VFs that something is left on, as PF number and index.</summary>
    public HashSet<(int Pf, int Index)> Unclean { get; } = [];

    /// <summary>What the host says of an operation instead of carrying it out; null carries it out.</summary>
    public Func<FleetOperation, WorkReport?> Answer { get; set; } = _ => null;

    /// <summary>Every operation that was carried out, as it was.</summary>
    public List<FleetOperation> Done { get; } = [];

    /// <summary>Does what is desired until nothing is left to do, and reports.</summary>
    public async Task WorkAsync(FleetEngine? engine = null)
    {
        for (var round = 0; round < 20; round++)
        {
            var wish = (engine ?? scene.Engine).Desired.Of(Id);
            var reports = wish.Operations.Select(Carry).ToImmutableArray();
            await ReportAsync(wish.Generation, reports, engine);
            await scene.SyncAsync();
            if (reports.All(report => report.State == WorkState.Running) && (engine ?? scene.Engine).Desired.GenerationOf(Id) == wish.Generation)
            {
                return;
            }
        }

        throw new InvalidOperationException($"{host.Name} does not come to rest");
    }

    public Task ReportAsync(long generation, ImmutableArray<WorkReport> work, FleetEngine? engine = null) =>
        (engine ?? scene.Engine).Reports.ReceiveAsync(new ReadReport(Id, Inventory(), generation, [], work), CancellationToken.None);

    /// <summary>A guest ends by other hands.</summary>
    public void Kill(Guid guest) => _guests.Remove(guest);

    /// <summary>A guest runs that nobody asked for.</summary>
    public void Run(GuestSpec guest) => _guests[guest.Id] = guest;

    public static WorkReport Failed(FleetOperation operation, string code, string path = "") =>
        new(operation.HostWorkId, WorkState.Failed, null, null, [new WorkProblem(code, "it does not work", "look why", path)]);

    public static WorkReport Running(FleetOperation operation) => new(operation.HostWorkId, WorkState.Running, "working", null, []);

    private WorkReport Carry(FleetOperation operation)
    {
        if (_ended.TryGetValue(operation.HostWorkId, out var known))
        {
            return known;
        }

        if (Answer(operation) is { } answer)
        {
            return answer.State == WorkState.Running ? answer : _ended[operation.HostWorkId] = answer;
        }

        Done.Add(operation);
        if (operation.IsCancelWanted)
        {
            return _ended[operation.HostWorkId] = new WorkReport(operation.HostWorkId, WorkState.Cancelled, null, null, []);
        }

        if (operation.Kind is FleetOperation.PlugNic or FleetOperation.UnplugNic && !_guests.ContainsKey(operation.Guest!.Id))
        {
            return _ended[operation.HostWorkId] = Failed(operation, "GUEST_UNKNOWN");
        }

        if (!operation.IsDryRun)
        {
            Change(operation);
        }

        return _ended[operation.HostWorkId] = new WorkReport(operation.HostWorkId, WorkState.Done, null, new WorkPlan([operation.Kind], [], [], 1), []);
    }

    private void Change(FleetOperation operation)
    {
        switch (operation.Kind)
        {
            case FleetOperation.StartVm:
                _guests[operation.Guest!.Id] = operation.Guest;
                break;
            case FleetOperation.StopVm or FleetOperation.ShutdownVm:
                _guests.Remove(operation.Guest!.Id);
                break;
            case FleetOperation.PlugNic:
                _guests[operation.Guest!.Id] = _guests[operation.Guest.Id] with { Nics = _guests[operation.Guest.Id].Nics.Add(operation.Nic!) };
                break;
            case FleetOperation.UnplugNic:
                _guests[operation.Guest!.Id] = _guests[operation.Guest.Id] with { Nics = [.. _guests[operation.Guest.Id].Nics.Where(nic => nic.Id != operation.Nic!.Id)] };
                break;
            case FleetOperation.CleanVf:
                Unclean.RemoveWhere(vf => Scene.Pf(vf.Pf) == operation.Pf && vf.Index == operation.Vf);
                break;
        }
    }

    private HostInventory Inventory()
    {
        var all = Scene.Inventory(Id, pfs, vfs);
        return all with
        {
            Bridges = ["br0"],
            Pfs = [.. all.Pfs.Select((pf, at) => pf with { Vfs = [.. Enumerable.Range(0, vfs).Select(index => Vf(at + 1, index)).OfType<InventoryVf>()] })],
            Guests =
            [
                .. _guests.Values.OrderBy(guest => guest.Id).Select(guest => new InventoryGuest(guest.Id, guest.Name, IsRunning: true)
                {
                    IsMade = scene.Engine.State.Vms.Values.Any(vm => vm.Id == guest.Id && !vm.IsAdopted),
                    Cpus = guest.Cpus,
                    MemoryMiB = guest.MemoryMiB,
                    Nics = [.. guest.Nics.Select(nic => new InventoryGuestNic(nic.Mac) { Pf = nic.Vf?.Pf, Vf = nic.Vf?.Index, Bridge = nic.Bridge })],
                }),
            ],
        };
    }

    private InventoryVf? Vf(int pf, int index)
    {
        var guest = _guests.Values.FirstOrDefault(guest => guest.Nics.Any(nic => nic.Vf is { } vf && vf.Pf == Scene.Pf(pf) && vf.Index == index));
        var isUnclean = Unclean.Contains((pf, index));
        return guest is null && !isUnclean
            ? null
            : new InventoryVf(index) { Guest = guest?.Id, Holds = guest is null ? [] : [$"guest {guest.Name}"], IsUnclean = isUnclean };
    }
}
