using Vfleet.Host;

namespace Vfleet.Cli.Running;

/// <summary>This machine, or a recorded one.</summary>
internal sealed class LocalHosts : IHostFactory
{
    /// <inheritdoc/>
    public IHost Open(HostChoice choice)
    {
        var defaults = new HostOptions();
        var options = defaults with
        {
            Root = choice.Root ?? defaults.Root,
            RootName = choice.RootName ?? choice.Root ?? defaults.Root,
            LibvirtUri = choice.LibvirtUri ?? defaults.LibvirtUri,
            Caller = choice.Caller,
        };
        return HostFactory.Open(options, choice.Readings);
    }
}
