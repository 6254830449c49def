using Vfleet.Api;
using Vfleet.Api.Resources;

namespace Vfleet.Client;

/// <summary>What is done with the guests of a host. Every method throws <see cref="EngineException"/> when the engine does not answer or says no.</summary>
public sealed class HostWork
{
    private readonly EngineTransport _transport;
    private readonly string _host;

    internal HostWork(EngineTransport transport, string host) => (_transport, _host) = (transport, host);

    /// <summary>Takes over a guest that the host's libvirt has.</summary>
    /// <param name="request">Which, and the profiles to choose from.</param>
    /// <param name="dryRun">Whether only the plan is wanted.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>The operation.</returns>
    public Task<OperationResource> AdoptAsync(AdoptRequest request, bool dryRun, CancellationToken cancellationToken) =>
        _transport.BeginAsync(EngineCall.Post($"{_host}/adopt{Collection<HostResource>.DryRun(dryRun)}", request, ApiJson.Default.AdoptRequest), cancellationToken);

    /// <summary>What draining it would disturb.</summary>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>Its VMs and where they would go.</returns>
    public async Task<DrainResource> PlanDrainAsync(CancellationToken cancellationToken)
    {
        using var response = await _transport.SendAsync(EngineCall.Get($"{_host}/drain"), cancellationToken);
        return await EngineAnswer.ReadAsync<DrainResource>(_transport.Options.Address, response, cancellationToken);
    }

    /// <summary>Starts its VMs elsewhere and places nothing on it any more.</summary>
    /// <param name="request">How.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>The operation.</returns>
    public Task<OperationResource> DrainAsync(DrainRequest request, CancellationToken cancellationToken) =>
        _transport.BeginAsync(EngineCall.Post($"{_host}/drain", request, ApiJson.Default.DrainRequest), cancellationToken);

    /// <summary>Says that it is fenced.</summary>
    /// <param name="request">The host's name once more.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>The host.</returns>
    public async Task<HostResource> FenceAsync(FenceRequest request, CancellationToken cancellationToken)
    {
        using var response = await _transport.SendAsync(EngineCall.Post($"{_host}/fence", request, ApiJson.Default.FenceRequest), cancellationToken);
        return await EngineAnswer.ReadAsync<HostResource>(_transport.Options.Address, response, cancellationToken);
    }
}
