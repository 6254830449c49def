using Vfleet.Host.Reading;
using Vfleet.Libvirt.Connection;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host;

/// <summary>Opens hosts.</summary>
public static class HostFactory
{
    /// <summary>Opens this machine, or a recorded one. Nothing is read yet.</summary>
    /// <param name="options">Which, and where our files are.</param>
    /// <param name="readings">Shared with others who look at this machine at the same time; null to read it alone.</param>
    /// <returns>The host; dispose it when done.</returns>
    /// <exception cref="SysfsException">The root is no folder that can be opened.</exception>
    public static IHost Open(HostOptions options, SharedReadings? readings = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var time = TimeProvider.System;
        if (options.IsLive)
        {
            var live = new HostParts(
                options, SysfsRoot.Live, new SysfsFileWriter(SysfsRoot.Live), RunningKernel.Instance, new LibvirtClient(), time)
            {
                Caller = () => CallerAddress.Find(Environment.GetEnvironmentVariable),
            };
            return new LiveHost(live, withUse => LivePicture.Read(live.Root, live.Answers, withUse), readings);
        }

        var root = SysfsRoot.Open(options.Root);

        // What Vfleet wrote down lies among the recorded files; this machine's own is none of theirs.
        var own = options with { StateDirectory = Path.Join(options.Root, options.StateDirectory) };
        var recorded = new HostParts(own, root, new RecordedTreeWriter(), RunningKernel.Instance, new LibvirtClient(), time);
        return new RecordedHost(recorded, withUse => recorded.Answers.HasNetwork
            ? LivePicture.Read(root, recorded.Answers, withUse)
            : new RecordedPicture(root));
    }
}
