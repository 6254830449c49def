using Vfleet.Linux.Interop;

namespace Vfleet.Link.Joining;

/// <summary>The agent as a unit of systemd.</summary>
public static class AgentUnit
{
    /// <summary>The unit's name.</summary>
    public const string Name = "vfleet-agent";

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    /// <summary>Enables it, for a host in a fleet has an agent after every boot, and starts it anew: one of before the joining may be asleep.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether it is being started; not when systemd does not run here (sd_booted(3)) or has no such unit.</returns>
    public static async Task<bool> StartAsync(TimeProvider time, CancellationToken cancellationToken) =>
        Directory.Exists("/run/systemd/system")
        && (await ProcessRun.RunAsync("systemctl", ["enable", "--quiet", Name], s_deadline, time, cancellationToken)).Succeeded
        && (await ProcessRun.RunAsync("systemctl", ["restart", "--no-block", Name], s_deadline, time, cancellationToken)).Succeeded;
}
