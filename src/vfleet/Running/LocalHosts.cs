using Vfleet.Host;

namespace Vfleet.Cli.Running;

/// <summary>Opens hosts through Vfleet.Host.</summary>
internal sealed class LocalHosts : IHostFactory
{
    /// <inheritdoc/>
    public IHost Open(HostChoice choice) => throw new NotSupportedException("this build reads no hosts yet");
}
