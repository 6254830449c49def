using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Netlink.Devlink;

/// <summary>What a driver usually means by refusing a change of the eswitch mode, and what to do.</summary>
internal static class EswitchRefusalHints
{
    private static readonly Dictionary<int, string> Table = new()
    {
        [ErrorNumber.EPERM] = "run as root (CAP_NET_ADMIN)",
        [ErrorNumber.EACCES] = "run as root (CAP_NET_ADMIN)",
        [ErrorNumber.EBUSY] = "VFs are bound to drivers or in use: unbind them (mlx5) or set their number to 0 (ice) first",
        [ErrorNumber.EINVAL] = "the driver wants another order: some need VFs before switchdev (mlx4), some none (ice), some a bond taken apart",
    };

    public static string For(int errno) => Table.GetValueOrDefault(errno, "look at the kernel log for the driver's reason");
}
