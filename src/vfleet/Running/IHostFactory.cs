using Vfleet.Host;

namespace Vfleet.Cli.Running;

/// <summary>Opens the host that a command works on.</summary>
internal interface IHostFactory
{
    /// <summary>Opens it. Nothing is read yet.</summary>
    /// <param name="choice">Which host.</param>
    IHost Open(HostChoice choice);
}

/// <summary>Which host a command works on.</summary>
/// <param name="Root">Folder of a recorded host; null for this one.</param>
/// <param name="LibvirtUri">libvirt's URI; null for its default.</param>
/// <param name="Caller">The command line, for others who want to change the same function meanwhile.</param>
internal sealed record HostChoice(string? Root, string? LibvirtUri, string Caller)
{
    /// <summary>What the user called the recorded host; null for this one.</summary>
    public string? RootName { get; init; }

    /// <summary>Readings of this host that are shared with others; null to read it alone.</summary>
    public SharedReadings? Readings { get; init; }
}
