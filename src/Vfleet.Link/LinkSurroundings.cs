using Vfleet.Host;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Link;

/// <summary>Everything outside that a link touches. Tests put their own here.</summary>
public sealed record LinkSurroundings
{
    /// <summary>Opens the host.</summary>
    public required Func<IHost> Open { get; init; }

    /// <summary>Told what happens.</summary>
    public required ILinkLog Log { get; init; }

    /// <summary>Where what must survive a reboot lies.</summary>
    public string StateDirectory { get; init; } = new HostOptions().StateDirectory;

    /// <summary>Where the status is written.</summary>
    public string RunDirectory { get; init; } = new HostOptions().RunDirectory;

    /// <summary>How long to wait for what.</summary>
    public LinkTimes Times { get; init; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The host's files.</summary>
    public SysfsRoot Root { get; init; } = SysfsRoot.Live;
}
