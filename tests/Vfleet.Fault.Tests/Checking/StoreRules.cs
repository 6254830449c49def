namespace Vfleet.Fault.Tests.Checking;

/// <summary>What must be true of the store alone, after everything is over.</summary>
internal static class StoreRules
{
    public const string NoVm = "a claim has its VM";
    public const string NoClaim = "a placed VM has its claims";
    public const string Ended = "a claim that was given up ends";
    public const string Use = "a host's use is the sum of its VMs";
    public const string Name = "names and MAC addresses are unique and belong to who has them";

    public static IEnumerable<Violation> Check(StoredFleet store) => [.. CheckClaims(store), .. CheckVms(store), .. CheckUses(store), .. CheckNames(store)];

    private static IEnumerable<Violation> CheckClaims(StoredFleet store)
    {
        foreach (var claim in store.Claims)
        {
            if (!claim.IsHeld)
            {
                yield return new Violation(Ended, claim.Vf, $"generation {claim.Generation} of VM {claim.Vm} is still being given up");
            }
            else if (!store.Vms.TryGetValue(claim.Vm, out var vm) || !vm.IsPlaced || vm.Host != claim.Host || vm.Nics.All(nic => nic.Id != claim.Nic || !nic.HasVf))
            {
                yield return new Violation(NoVm, claim.Vf, $"generation {claim.Generation} is of VM {claim.Vm}, which {(vm is null ? "is not there" : $"is {vm.Status} on {vm.Host}")}");
            }
        }
    }

    private static IEnumerable<Violation> CheckVms(StoredFleet store)
    {
        var held = store.Claims.Where(claim => claim.IsHeld).ToLookup(claim => (claim.Vm, claim.Nic));
        return store.Vms.Values.Where(vm => vm.IsPlaced)
            .SelectMany(vm => vm.Nics.Where(nic => nic.HasVf && held[(vm.Id, nic.Id)].Count() != 1)
                .Select(nic => new Violation(NoClaim, vm.Id.ToString(), $"its vNIC {nic.Id} has {held[(vm.Id, nic.Id)].Count()} claims")));
    }

    private static IEnumerable<Violation> CheckUses(StoredFleet store)
    {
        var sums = store.Vms.Values.Where(vm => vm is { IsPlaced: true, Host: not null }).GroupBy(vm => vm.Host!.Value)
            .ToDictionary(group => group.Key, group => ((long)group.Sum(vm => vm.MemoryMiB), (long)group.Sum(vm => vm.Cpus)));
        return sums.Keys.Union(store.Uses.Keys)
            .Where(host => sums.GetValueOrDefault(host) != store.Uses.GetValueOrDefault(host))
            .Select(host => new Violation(Use, host.ToString(), $"{store.Uses.GetValueOrDefault(host)} is noted, its VMs have {sums.GetValueOrDefault(host)}"));
    }

    private static IEnumerable<Violation> CheckNames(StoredFleet store)
    {
        var wanted = store.Vms.Values.SelectMany(vm => vm.Nics.Select(nic => (Name: $"mac:{nic.Mac}", Owner: vm.Id.ToString()))
            .Append((Name: $"vm:{store.Clusters.GetValueOrDefault(vm.Cluster)}:{vm.Name}", Owner: vm.Id.ToString()))).ToLookup(one => one.Name, one => one.Owner, StringComparer.Ordinal);
        foreach (var name in wanted)
        {
            if (name.Count() > 1)
            {
                yield return new Violation(Name, name.First(), $"'{name.Key}' is also of {string.Join(", ", name.Skip(1))}");
            }
            else if (store.Names.GetValueOrDefault(name.Key) is var owner && owner != name.First())
            {
                yield return new Violation(Name, name.First(), $"'{name.Key}' is noted for {owner ?? "nobody"}");
            }
        }

        foreach (var (name, owner) in store.Names.Where(name => (name.Key.StartsWith("vm:", StringComparison.Ordinal) || name.Key.StartsWith("mac:", StringComparison.Ordinal)) && !wanted.Contains(name.Key)))
        {
            yield return new Violation(Name, owner, $"'{name}' is noted for it, but it has another name or is gone");
        }
    }
}
