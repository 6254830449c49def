using System.Net;
using System.Text.Json.Nodes;
using Vfleet.Api.Resources;

namespace Vfleet.Client;

/// <summary>PFs of a host. One is named by its address or its netdev.</summary>
public sealed class HostPfs
{
    private readonly EngineTransport _transport;
    private readonly Collection<PfResource> _pfs;

    internal HostPfs(EngineTransport transport, string host) => (_transport, _pfs) = (transport, new(transport, $"{host}/pfs"));

    /// <summary>All of them.</summary>
    public Collection<PfResource> All => _pfs;

    /// <summary>The VFs of one.</summary>
    /// <param name="pf">The PF.</param>
    public Collection<VfResource> VfsOf(string pf) => new(_transport, $"{_pfs.Item(pf)}/vfs");

    /// <summary>Changes what is wanted of a PF's VFs.</summary>
    /// <param name="pf">The PF.</param>
    /// <param name="change">Members of its configuration; null removes one.</param>
    /// <param name="tag">The state that it is a change of; null for any.</param>
    /// <param name="dryRun">Whether only to say what would be done.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<PfConfiguring> ConfigureAsync(string pf, JsonObject change, string? tag, bool dryRun, CancellationToken cancellationToken)
    {
        var call = EngineCall.Patch($"{_pfs.Item(pf)}/configuration{Collection<PfResource>.DryRun(dryRun)}", change, tag);
        using var response = await _transport.SendAsync(call, cancellationToken);
        var engine = _transport.Options.Address;
        return response.StatusCode == HttpStatusCode.Accepted
            ? new PfConfiguring.Begun(await EngineAnswer.ReadAsync<OperationResource>(engine, response, cancellationToken))
            : new PfConfiguring.Changed(await EngineAnswer.ReadAsync<PfResource>(engine, response, cancellationToken));
    }
}

/// <summary>What became of a change of a PF's configuration.</summary>
public abstract record PfConfiguring
{
    private PfConfiguring()
    {
    }

    /// <summary>It is done: only who may use the VFs has changed.</summary>
    /// <param name="Pf">The PF.</param>
    public sealed record Changed(PfResource Pf) : PfConfiguring;

    /// <summary>The host has to do something.</summary>
    /// <param name="Operation">How far that is.</param>
    public sealed record Begun(OperationResource Operation) : PfConfiguring;
}
