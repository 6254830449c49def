using Vfleet.Cli.Running;
using Vfleet.Domain.Observed;
using Vfleet.Host;

namespace Vfleet.Cli.Completion;

/// <summary>Names of functions and guests of this host, read only when they are wanted. What cannot be read has no names.</summary>
/// <param name="hosts">Opens the host.</param>
internal sealed class HostNames(IHostFactory hosts)
{
    /// <summary>PFs by name.</summary>
    public IEnumerable<Candidate> Pfs() =>
        Read(ObserveScope.Functions).Pfs.Select(pf => new Candidate(pf.Name, $"{pf.Address} {pf.NumVfs}/{pf.TotalVfs} VFs"));

    /// <summary>VFs by PF and index.</summary>
    public IEnumerable<Candidate> Vfs()
    {
        var host = Read(ObserveScope.Functions);
        return host.Pfs.SelectMany(pf => pf.Vfs).Select(vf => new Candidate(host.VfName(vf.Id), vf.Address.ToString()));
    }

    /// <summary>Guests by name.</summary>
    public IEnumerable<Candidate> Guests() => GuestsOf(Read(ObserveScope.Guests)).Select(guest => new Candidate(guest.Name, ""));

    /// <summary>Devices of a guest by alias, else by MAC.</summary>
    /// <param name="guest">The guest's name.</param>
    public IEnumerable<Candidate> Devices(string guest) => GuestsOf(Read(ObserveScope.Guests))
        .Where(candidate => candidate.Name == guest)
        .SelectMany(candidate => candidate.Devices)
        .Where(device => device.Function is not null)
        .Select(device => new Candidate(device.Alias ?? device.Mac?.ToString() ?? device.Function.ToString()!, device.Mac?.ToString() ?? ""));

    private static IEnumerable<ObservedGuest> GuestsOf(ObservedHost host) => host.Guests.IsDefault ? [] : host.Guests;

    private ObservedHost Read(ObserveScope scope)
    {
        using var host = hosts.Open(new HostChoice(null, null));
        return host.Observe(scope);
    }
}
