using System.Collections.Immutable;

namespace Vfleet.Domain.Doctor.Facts;

/// <summary>What runs on the host beside the kernel.</summary>
public sealed record ServiceFacts
{
    /// <summary>
    /// Names (comm) of running programs that may touch functions, such as NetworkManager, virtqemud and ovs-vswitchd; empty when not known.
    /// </summary>
    public ImmutableArray<string> Running { get; init; } = [];

    /// <summary>Whether udev still has events to handle (<c>/run/udev/queue</c> exists); null when not known.</summary>
    public bool? UdevQueueBusy { get; init; }

    /// <summary>
    /// other_config of Open vSwitch, such as hw-offload and tc-policy; null when Open vSwitch is not there or was not asked.
    /// </summary>
    public ImmutableDictionary<string, string>? OpenVswitch { get; init; }

    /// <summary>Tasks in uninterruptible sleep that wait in code of SR-IOV or PCI.</summary>
    public ImmutableArray<StuckTask> StuckTasks { get; init; } = [];
}

/// <summary>A task that does not come back from the kernel.</summary>
/// <param name="Pid">Its process id.</param>
/// <param name="Command">Its short name.</param>
/// <param name="WaitsIn">The function it waits in, for example <c>sriov_numvfs_store</c> (<c>/proc/PID/stack</c> or wchan).</param>
public sealed record StuckTask(int Pid, string Command, string WaitsIn);
