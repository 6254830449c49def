using Vfleet.Domain.Fleet;

namespace Vfleet.Bench.Placement;

/// <summary>The baseline: hosts in order, and on each the first PF that allows a vNIC's network and has a free VF, vNIC by vNIC.</summary>
internal sealed class FirstFit
{
    private readonly int[] _free = new int[BenchFleet.HostCount * BenchFleet.PfsOfHost];
    private readonly long[] _memory = new long[BenchFleet.HostCount];
    private readonly int[] _cpus = new int[BenchFleet.HostCount];
    private readonly bool[][] _allows;
    private readonly Dictionary<Guid, int> _network;
    private readonly int[] _given = new int[64];

    public FirstFit(BenchFleet fleet)
    {
        Array.Fill(_free, BenchFleet.VfsOfPf);
        for (var host = 0; host < BenchFleet.HostCount; host++)
        {
            _memory[host] = fleet.Inventories[host].MemoryMiB - fleet.Hosts[host].ReservedMemoryMiB;
            _cpus[host] = fleet.Inventories[host].Cpus * fleet.Cluster.CpuOvercommitPercent / 100;
        }

        _allows = [.. fleet.Configurations.Select(configuration => fleet.Networks.Select(configuration.Allows).ToArray())];
        _network = fleet.Profiles.Select((profile, at) => (profile.Id, at)).ToDictionary(one => one.Id, one => one.at);
    }

    public bool Place(Vm vm)
    {
        for (var host = 0; host < BenchFleet.HostCount; host++)
        {
            if (_memory[host] >= vm.MemoryMiB && _cpus[host] >= vm.Cpus && Fits(vm, host))
            {
                _memory[host] -= vm.MemoryMiB;
                _cpus[host] -= vm.Cpus;
                return true;
            }
        }

        return false;
    }

    private bool Fits(Vm vm, int host)
    {
        for (var nic = 0; nic < vm.Nics.Length; nic++)
        {
            var network = _network[vm.Nics[nic].ProfileId!.Value];
            var pf = host * BenchFleet.PfsOfHost;
            var end = pf + BenchFleet.PfsOfHost;
            while (pf < end && (_free[pf] == 0 || !_allows[pf][network]))
            {
                pf++;
            }

            if (pf == end)
            {
                while (--nic >= 0)
                {
                    _free[_given[nic]]++;
                }

                return false;
            }

            _given[nic] = pf;
            _free[pf]--;
        }

        return true;
    }
}
