using Vfleet.Api;
using Vfleet.Api.Resources;

namespace Vfleet.Client;

/// <summary>Where VMs run.</summary>
public sealed class Placements
{
    private readonly EngineTransport _transport;

    internal Placements(EngineTransport transport) => _transport = transport;

    private Uri Engine => _transport.Options.Address;

    /// <summary>Places VMs, all together or none.</summary>
    /// <param name="request">Which.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<PlacementAnswer> PlaceAsync(PlacementRequestResource request, CancellationToken cancellationToken)
    {
        using var response = await _transport.SendAsync(
            EngineCall.Post(Routes.Placements, request, ApiJson.Default.PlacementRequestResource), cancellationToken);
        return await EngineAnswer.ReadAsync<PlacementAnswer>(Engine, response, cancellationToken);
    }

    /// <summary>Gives a VM's place and VFs up.</summary>
    /// <param name="vm">The VM's id or name.</param>
    /// <param name="dryRun">Whether only to say whether it could be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task ReleaseAsync(string vm, bool dryRun, CancellationToken cancellationToken) => All.RemoveAsync(vm, dryRun, cancellationToken);

    /// <summary>Keeps a place that would be given up after its lease.</summary>
    /// <param name="vm">The VM's id or name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<PlacementResource> ConfirmAsync(string vm, CancellationToken cancellationToken) =>
        (await All.ActAsync(vm, "confirm", dryRun: false, cancellationToken)).Value;

    /// <summary>Asks where a VM could go, changing nothing.</summary>
    /// <param name="request">The VM and, if only one is meant, the host.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ExplainAnswer> ExplainAsync(ExplainRequest request, CancellationToken cancellationToken)
    {
        using var response = await _transport.SendAsync(EngineCall.Post(Routes.Explain, request, ApiJson.Default.ExplainRequest), cancellationToken);
        return await EngineAnswer.ReadAsync<ExplainAnswer>(Engine, response, cancellationToken);
    }

    private Collection<PlacementResource> All => new(_transport, Routes.Placements);
}
