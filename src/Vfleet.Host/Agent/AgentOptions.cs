using Vfleet.Host.Desired;

namespace Vfleet.Host.Agent;

/// <summary>How the agent looks after a host.</summary>
public sealed record AgentOptions
{
    /// <summary>Name of the folder in <see cref="StateDirectory"/> that is there while the host is in a fleet.</summary>
    public const string LinkFolder = "engine";

    /// <summary>The host's document; it need not exist.</summary>
    public string Document { get; init; } = HostDocumentFile.DefaultPath;

    /// <summary>Where what is kept lies: whoever changes it by hand is noticed.</summary>
    public string StateDirectory { get; init; } = new HostOptions().StateDirectory;

    /// <summary>Where its lock and its report lie; gone after a reboot, as they should be.</summary>
    public string RunDirectory { get; init; } = new HostOptions().RunDirectory;

    /// <summary>How long it looks again at the latest although nothing was told: what events miss is found then.</summary>
    public TimeSpan SafetyInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long events are gathered before the host is read: VFs come by the dozen.</summary>
    public TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long it looks away at most while the fleet works with guests.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a drift must last before it is told or mended: libvirt takes a VF from its driver a moment before the guest has it, and gives it back a moment
    /// after. What has drifted when the agent starts is told at once. So long, too, a changed document must have been left alone before it is read.
    /// </summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(2);
}
