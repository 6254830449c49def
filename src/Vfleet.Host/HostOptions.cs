namespace Vfleet.Host;

/// <summary>Which host, and where Vfleet keeps its own files on it.</summary>
public sealed record HostOptions
{
    /// <summary>The root of the host's files: "/" for this machine, else a recorded tree that is only read.</summary>
    public string Root { get; init; } = "/";

    /// <summary>What people call the recorded host: the file that its folder was unpacked from.</summary>
    public string RootName { get; init; } = "/";

    /// <summary>libvirt's URI.</summary>
    public string LibvirtUri { get; init; } = "qemu:///system";

    /// <summary>What must survive a reboot: one file per PF.</summary>
    public string StateDirectory { get; init; } = "/var/lib/vfleet";

    /// <summary>Locks; gone after a reboot, as they should be.</summary>
    public string RunDirectory { get; init; } = "/run/vfleet";

    /// <summary>What runs, for the note in a lock: <c>vfleet vm attach web1</c>.</summary>
    public string Caller { get; init; } = "vfleet";

    /// <summary>Whether the root is this machine.</summary>
    public bool IsLive => Root is "/" or "";
}
