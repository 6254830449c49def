using Vfleet.Api;
using Vfleet.Api.Resources;

namespace Vfleet.Client;

/// <summary>
/// An engine, as people and programs use it. Every method throws <see cref="EngineException"/> when the engine does not answer or says no.
/// </summary>
public sealed class EngineClient : IDisposable
{
    private readonly EngineTransport _transport;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="options">How to talk to the engine.</param>
    public EngineClient(EngineOptions options)
        : this(options, EngineHandler.Create(options.Trust))
    {
    }

    /// <summary>Makes a client whose requests go another way than over TLS.</summary>
    /// <param name="options">How to talk to the engine.</param>
    /// <param name="handler">Carries the requests.</param>
    public EngineClient(EngineOptions options, HttpMessageHandler handler) => _transport = new EngineTransport(options, handler);

    /// <summary>The engine's address.</summary>
    public Uri Address => _transport.Options.Address;

    /// <summary>Data centres.</summary>
    public Collection<DataCenterResource> DataCenters => new(_transport, Routes.DataCenters);

    /// <summary>Clusters.</summary>
    public Collection<ClusterResource> Clusters => new(_transport, Routes.Clusters);

    /// <summary>Networks.</summary>
    public Collection<NetworkResource> Networks => new(_transport, Routes.Networks);

    /// <summary>vNIC profiles.</summary>
    public Collection<ProfileResource> Profiles => new(_transport, Routes.Profiles);

    /// <summary>MAC pools.</summary>
    public Collection<MacPoolResource> MacPools => new(_transport, Routes.MacPools);

    /// <summary>Hosts.</summary>
    public Collection<HostResource> Hosts => new(_transport, Routes.Hosts);

    /// <summary>PFs of all hosts.</summary>
    public Collection<PfResource> Pfs => new(_transport, Routes.Pfs);

    /// <summary>VFs of all hosts.</summary>
    public Collection<VfResource> Vfs => new(_transport, Routes.Vfs);

    /// <summary>VMs.</summary>
    public Collection<VmResource> Vms => new(_transport, Routes.Vms);

    /// <summary>Users.</summary>
    public Collection<UserResource> Users => new(_transport, Routes.Users);

    /// <summary>API tokens.</summary>
    public Collection<TokenResource> Tokens => new(_transport, Routes.Tokens);

    /// <summary>Tokens with which hosts join.</summary>
    public Collection<EnrolmentResource> Enrolments => new(_transport, Routes.Enrolments);

    /// <summary>Placing VMs.</summary>
    public Placements Placements => new(_transport);

    /// <summary>Long work.</summary>
    public Operations Operations => new(_transport);

    /// <summary>What happened, and happens.</summary>
    public Events Events => new(_transport);

    /// <summary>PFs of one host.</summary>
    /// <param name="host">The host's id or name.</param>
    public HostPfs PfsOf(string host) => new(_transport, Hosts.Item(host));

    /// <summary>vNICs of one VM.</summary>
    /// <param name="vm">The VM's id or name.</param>
    public Collection<NicResource> NicsOf(string vm) => new(_transport, $"{Vms.Item(vm)}/nics");

    /// <summary>VFs of which claims, libvirt and the kernel say different things.</summary>
    public Collection<VfProblemResource> Problems => new(_transport, Routes.Problems);

    /// <summary>What is done with a VM on its host.</summary>
    /// <param name="vm">The VM's id or name.</param>
    public VmWork WorkOfVm(string vm) => new(_transport, Vms.Item(vm));

    /// <summary>What is done with the guests of a host.</summary>
    /// <param name="host">The host's id or name.</param>
    public HostWork WorkOfHost(string host) => new(_transport, Hosts.Item(host));

    /// <summary>Logs in.</summary>
    /// <param name="request">Who.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<LoginAnswer> LogInAsync(LoginRequest request, CancellationToken cancellationToken)
    {
        using var response = await _transport.SendAsync(EngineCall.Post(Routes.Session, request, ApiJson.Default.LoginRequest), cancellationToken);
        return await EngineAnswer.ReadAsync<LoginAnswer>(Address, response, cancellationToken);
    }

    /// <summary>Ends the session of the token.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task LogOutAsync(CancellationToken cancellationToken)
    {
        using var response = await _transport.SendAsync(new EngineCall(HttpMethod.Delete, Routes.Session), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();
}
