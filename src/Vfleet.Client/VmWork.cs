using Vfleet.Api;
using Vfleet.Api.Resources;

namespace Vfleet.Client;

/// <summary>What is done with a VM on its host. Every method throws <see cref="EngineException"/> when the engine does not answer or says no.</summary>
public sealed class VmWork
{
    private readonly EngineTransport _transport;
    private readonly string _vm;

    internal VmWork(EngineTransport transport, string vm) => (_transport, _vm) = (transport, vm);

    /// <summary>Starts it.</summary>
    /// <param name="request">Where.</param>
    /// <param name="dryRun">Whether only the host's plan is wanted.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>The operation.</returns>
    public Task<OperationResource> StartAsync(StartRequest request, bool dryRun, CancellationToken cancellationToken) =>
        _transport.BeginAsync(EngineCall.Post($"{_vm}/start{Collection<VmResource>.DryRun(dryRun)}", request, ApiJson.Default.StartRequest), cancellationToken);

    /// <summary>Asks its guest to shut down, and waits for that.</summary>
    /// <param name="request">How long the guest may take.</param>
    /// <param name="dryRun">Whether only the host's plan is wanted.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>The operation.</returns>
    public Task<OperationResource> ShutdownAsync(ShutdownRequest request, bool dryRun, CancellationToken cancellationToken) =>
        _transport.BeginAsync(EngineCall.Post($"{_vm}/shutdown{Collection<VmResource>.DryRun(dryRun)}", request, ApiJson.Default.ShutdownRequest), cancellationToken);

    /// <summary>Stops it at once.</summary>
    /// <param name="dryRun">Whether only the host's plan is wanted.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>The operation.</returns>
    public Task<OperationResource> StopAsync(bool dryRun, CancellationToken cancellationToken) =>
        _transport.BeginAsync(EngineCall.Post($"{_vm}/stop{Collection<VmResource>.DryRun(dryRun)}"), cancellationToken);

    /// <summary>Asks its guest to reboot.</summary>
    /// <param name="dryRun">Whether only the host's plan is wanted.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>The operation.</returns>
    public Task<OperationResource> RebootAsync(bool dryRun, CancellationToken cancellationToken) =>
        _transport.BeginAsync(EngineCall.Post($"{_vm}/reboot{Collection<VmResource>.DryRun(dryRun)}"), cancellationToken);

    /// <summary>Gives a vNIC to its running guest.</summary>
    /// <param name="nic">The vNIC's id or name.</param>
    /// <param name="dryRun">Whether only the host's plan is wanted.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>The operation.</returns>
    public Task<OperationResource> PlugAsync(string nic, bool dryRun, CancellationToken cancellationToken) =>
        _transport.BeginAsync(EngineCall.Post($"{Nic(nic)}/plug{Collection<NicResource>.DryRun(dryRun)}"), cancellationToken);

    /// <summary>Takes a vNIC from its running guest.</summary>
    /// <param name="nic">The vNIC's id or name.</param>
    /// <param name="request">How long the guest may take, and what then.</param>
    /// <param name="dryRun">Whether only the host's plan is wanted.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>The operation.</returns>
    public Task<OperationResource> UnplugAsync(string nic, UnplugRequest request, bool dryRun, CancellationToken cancellationToken) =>
        _transport.BeginAsync(EngineCall.Post($"{Nic(nic)}/unplug{Collection<NicResource>.DryRun(dryRun)}", request, ApiJson.Default.UnplugRequest), cancellationToken);

    private string Nic(string nic) => $"{_vm}/nics/{Uri.EscapeDataString(nic)}";
}
