namespace Vfleet.Linux.Netlink.Core;

/// <summary>The kernel subsystem that a netlink socket talks to (linux/netlink.h, NETLINK_*).</summary>
public enum NetlinkProtocol
{
    /// <summary>rtnetlink: links, addresses, routes, forwarding entries.</summary>
    Route = 0,

    /// <summary>Kernel object events ("uevents").</summary>
    KernelObjectEvent = 15,

    /// <summary>Generic netlink: devlink and other families with a number given at run time.</summary>
    Generic = 16,
}
