using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>What the kernel usually means by refusing a change of a link or of a forwarding entry, and what to do.</summary>
internal static class LinkRefusalHints
{
    private static readonly Dictionary<int, string> Table = new()
    {
        [ErrorNumber.EPERM] = "run as root (CAP_NET_ADMIN)",
        [ErrorNumber.EACCES] = "run as root (CAP_NET_ADMIN)",
        [ErrorNumber.ENODEV] = "the link has vanished: read the host again",
        [ErrorNumber.EBUSY] = "the link is in use: set it down first, or take it out of its bond or bridge",
        [ErrorNumber.EINVAL] = "the driver refuses this value",
        [ErrorNumber.ERANGE] = "the value is outside what the driver allows",
        [ErrorNumber.EEXIST] = "it is there already",
        [ErrorNumber.ENOENT] = "it is not there",
        [ErrorNumber.ENOMEM] = "the kernel or the card is out of memory",
        [ErrorNumber.ENOSPC] = "a table of the card is full",
    };

    public static string For(int errno) => Table.GetValueOrDefault(errno, "look at the kernel log for the driver's reason");
}
