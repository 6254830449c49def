using System.Collections.Immutable;
using Vfleet.Cli.Running;
using Vfleet.Domain.Observed;
using Vfleet.Host;

namespace Vfleet.Cli.Completion;

/// <summary>Names of functions and guests of this host, read only when they are wanted.</summary>
/// <param name="hosts">Opens the host.</param>
internal sealed class HostNames(IHostFactory hosts)
{
    /// <summary>PFs by name.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IEnumerable<Candidate>> PfsAsync(CancellationToken cancellationToken)
    {
        var host = await ReadAsync(ObserveScope.Functions, cancellationToken);
        return host.Pfs.Select(pf => new Candidate(pf.Name, $"{pf.Address} {pf.NumVfs}/{pf.TotalVfs} VFs"));
    }

    /// <summary>VFs by PF and index.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IEnumerable<Candidate>> VfsAsync(CancellationToken cancellationToken)
    {
        var host = await ReadAsync(ObserveScope.Functions, cancellationToken);
        return host.Pfs.SelectMany(pf => pf.Vfs).Select(vf => new Candidate(host.VfName(vf.Id), vf.Address.ToString()));
    }

    /// <summary>Guests by name.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IEnumerable<Candidate>> GuestsAsync(CancellationToken cancellationToken) =>
        Guests(await ReadAsync(ObserveScope.Guests, cancellationToken)).Select(guest => new Candidate(guest.Name, ""));

    /// <summary>Devices of a guest by alias, else by MAC.</summary>
    /// <param name="guest">The guest's name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IEnumerable<Candidate>> DevicesAsync(string guest, CancellationToken cancellationToken) =>
        Guests(await ReadAsync(ObserveScope.Guests, cancellationToken))
            .Where(candidate => candidate.Name == guest)
            .SelectMany(candidate => candidate.Devices)
            .Where(device => device.Function is not null)
            .Select(device => new Candidate(device.Alias ?? device.Mac?.ToString() ?? device.Function.ToString()!, device.Mac?.ToString() ?? ""));

    private static ImmutableArray<ObservedGuest> Guests(ObservedHost host) => host.Guests.IsDefault ? [] : host.Guests;

    private async Task<ObservedHost> ReadAsync(ObserveScope scope, CancellationToken cancellationToken)
    {
        await using var host = hosts.Open(new HostChoice(null, null, "vfleet completion"));
        return await host.ObserveAsync(scope, cancellationToken);
    }
}
