using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;

namespace Vfleet.Engine.Placing;

/// <summary>A VM that is to be placed.</summary>
/// <param name="Before">What is in the store; null for a new one.</param>
/// <param name="After">What it will be, but for its host.</param>
/// <param name="Stands">What it stands on, as it was before the rules looked at it; null when something of that is being changed or is gone.</param>
internal sealed record PreparedVm(Entry<Vm>? Before, Vm After, ImmutableArray<(DocumentKey Key, long Revision)>? Stands);

/// <summary>Makes VMs of a wish, by the rules.</summary>
internal sealed class WishReading(FleetState state, MacGiving macs, Caller caller)
{
    public ImmutableArray<PreparedVm> Read(PlacingWish wish, out ImmutableArray<Problem> problems, out Problem? forbidden)
    {
        var found = ImmutableArray.CreateBuilder<Problem>();
        var vms = ImmutableArray.CreateBuilder<PreparedVm>(wish.Vms.Length);
        forbidden = null;
        for (var i = 0; i < wish.Vms.Length; i++)
        {
            var path = $"vms[{i}]";
            var prepared = wish.Vms[i].Existing is { } id ? Existing(id, path, found) : New(wish.Vms[i].New!, path, found);
            if (prepared is null)
            {
                continue;
            }

            vms.Add(prepared);
            if (!caller.May(AccessRole.Operator, FleetKinds.Vms.Place(prepared.After, state)))
            {
                forbidden = new Problem(
                    EngineCode.Forbidden, $"{caller.Name} may not place VMs in the cluster of {prepared.After.Name}", "ask an administrator for the role operator there", path);
            }
        }

        foreach (var twice in vms.GroupBy(vm => vm.After.Id).Where(group => group.Count() > 1))
        {
            found.Add(new Problem(ProblemCode.OptionsConflict, $"VM {twice.First().After.Name} is named {twice.Count()} times", "name each VM once", "vms"));
        }

        problems = found.DrainToImmutable();
        return vms.ToImmutable();
    }

    private PreparedVm? Existing(Guid id, string path, ImmutableArray<Problem>.Builder problems)
    {
        if (!state.Vms.TryGet(FleetKinds.Text(id), out var entry))
        {
            problems.Add(new Problem(EngineCode.Unknown, $"there is no VM {id}", "'vfleet vm list --fleet' shows them", path));
            return null;
        }

        if (entry.Value.Status == VmStatus.Down)
        {
            return new PreparedVm(entry, entry.Value, StandsOf(entry.Value));
        }

        problems.Add(new Problem(
            EngineCode.VmState,
            $"VM {entry.Value.Name} has a place already",
            $"give it up first: vfleet vm release {entry.Value.Name}",
            path));
        return null;
    }

    private PreparedVm? New(Vm vm, string path, ImmutableArray<Problem>.Builder problems)
    {
        if (!macs.TryGive(vm, out var given, out var problem))
        {
            problems.Add(problem! with { Path = path });
            return null;
        }

        var stands = StandsOf(given);
        var wrong = FleetKinds.Vms.Add(given, state);
        problems.AddRange(wrong.Select(one => one with { Path = one.Path.Length == 0 ? path : $"{path}.{one.Path}" }));
        return wrong.IsEmpty ? new PreparedVm(null, given, stands) : null;
    }

    private ImmutableArray<(DocumentKey Key, long Revision)>? StandsOf(Vm vm)
    {
        var stands = ImmutableArray.CreateBuilder<(DocumentKey, long)>();
        foreach (var key in FleetKinds.Vms.References(vm))
        {
            var revision = state.RevisionOf(key, out var isFrozen);
            if (isFrozen || revision == 0)
            {
                return null;
            }

            stands.Add((key, revision));
        }

        return stands.DrainToImmutable();
    }
}
