using Vfleet.Libvirt.Connection;

namespace Vfleet.TestKit.FakeLibvirt;

/// <summary>A libvirt without libvirt: every connection opened here sees the same <see cref="Hypervisor"/>.</summary>
public sealed class FakeLibvirt : ILibvirt
{
    /// <summary>The host's state; tests set it up and look into it.</summary>
    public FakeHypervisor Hypervisor { get; } = new();

    /// <summary>When set, every open answers with it.</summary>
    public LibvirtUnavailable? Unavailable { get; set; }

    public Task<OpenOutcome> OpenAsync(ConnectionOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<OpenOutcome>(Unavailable ?? (OpenOutcome)new Opened(new FakeConnection(Hypervisor, options)));
    }
}
