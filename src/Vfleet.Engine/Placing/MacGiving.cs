using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Engine.State;
using Vfleet.Primitives;

namespace Vfleet.Engine.Placing;

/// <summary>Gives vNICs without a MAC address one of their data centre's pool. That none is given twice the store's names say.</summary>
public sealed class MacGiving
{
    private readonly FleetState _state;
    private readonly Dictionary<Guid, MacAddress> _last = [];
    private readonly Lock _giving = new();

    internal MacGiving(FleetState state) => _state = state;

    /// <summary>Gives every vNIC of a VM that has none a MAC address.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="given">It with all of them.</param>
    /// <param name="problem">Why there is none to give.</param>
    /// <returns>Whether there was.</returns>
    public bool TryGive(Vm vm, out Vm given, [NotNullWhen(false)] out Problem? problem)
    {
        (given, problem) = (vm, null);
        if (vm.Nics.All(nic => nic.Mac != default) || !_state.TryGet(vm.ClusterId, out Cluster? cluster))
        {
            return true;
        }

        var pool = _state.MacPools.Values.FirstOrDefault(pool => pool.DataCenterId == cluster.DataCenterId)
            ?? _state.MacPools.Values.FirstOrDefault(pool => pool.DataCenterId is null);
        var nics = ImmutableArray.CreateBuilder<Vnic>(vm.Nics.Length);
        lock (_giving)
        {
            foreach (var nic in vm.Nics)
            {
                if (nic.Mac != default)
                {
                    nics.Add(nic);
                }
                else if (pool is not null && MacRange.Next(pool, mac => IsUsed(mac, vm, nics), Last(pool)) is { } mac)
                {
                    _last[pool.Id] = mac;
                    nics.Add(nic with { Mac = mac });
                }
                else
                {
                    problem = new Problem(
                        FleetCode.MacPoolEmpty,
                        pool is null ? "there is no MAC pool to take an address from" : $"MAC pool {pool.Name} ({pool.From} to {pool.To}) has no free address",
                        pool is null ? "make one: vfleet macpool add; or give each vNIC an address" : "make the pool larger: vfleet macpool set; or give each vNIC an address",
                        "nics");
                    return false;
                }
            }
        }

        given = vm with { Nics = nics.MoveToImmutable() };
        return true;
    }

    // Engines at one store begin at different places of the pool, so that they seldom want the same address.
    private MacAddress Last(MacPool pool)
    {
        if (!_last.TryGetValue(pool.Id, out var last))
        {
            last = new MacAddress(pool.From.Value + (ulong)Random.Shared.NextInt64((long)(pool.To.Value - pool.From.Value) + 1));
            _last[pool.Id] = last;
        }

        return last;
    }

    private bool IsUsed(MacAddress mac, Vm vm, ImmutableArray<Vnic>.Builder given) =>
        _state.OwnerOf(FleetNames.Of(mac)) is not null || vm.Nics.Any(nic => nic.Mac == mac) || given.Any(nic => nic.Mac == mac);
}
