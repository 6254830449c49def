using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>What a PF driver usually means by an error number, and what to do. A table: drivers give no text of their own here.</summary>
internal static class VfRefusalHints
{
    /// <summary>Null stands for every attribute; the more special line comes first.</summary>
    private static readonly (VfAttribute? Attribute, int ErrorNumber, string Hint)[] Table =
    [
        // drivers/net/ethernet/intel/igb/igb_main.c, igb_ndo_set_vf_bw: minimum, no carrier, above link speed.
        (VfAttribute.Rate, ErrorNumber.EINVAL,
            "the PF needs a carrier, the limit must not exceed its link speed, and some drivers (igb) know no minimum rate: use 0"),
        (VfAttribute.Mac, ErrorNumber.EINVAL, "the VF does not exist, or the driver refuses this address"),
        (VfAttribute.Mac, ErrorNumber.EPERM, "the driver refuses to change the address of this VF; run as root, and reload the VF's driver if it is set"),
        (VfAttribute.Vlan, ErrorNumber.EBUSY, "the VF has VLANs of its own: unload its driver in the guest or on the host, then try again"),
        (VfAttribute.Vlan, ErrorNumber.ENOSPC, "the card's VLAN table is full: take VLANs off the PF's bridge (`bridge vlan`) or off other VFs"),
        (VfAttribute.Vlan, ErrorNumber.EINVAL, "the VF does not exist, or the driver refuses this VLAN or priority"),
        (null, ErrorNumber.EPERM, "run as root (CAP_NET_ADMIN)"),
        (null, ErrorNumber.EACCES, "run as root (CAP_NET_ADMIN)"),
        (null, ErrorNumber.ENODEV, "the PF's link or the VF has vanished: read the host again"),
        (null, ErrorNumber.ENOENT, "the VF does not exist: read the PF's number of VFs again"),
        (null, ErrorNumber.EINVAL, "the VF does not exist, or the driver refuses this value"),
        (null, ErrorNumber.ERANGE, "the value is outside what the driver allows"),
        (null, ErrorNumber.EBUSY, "the VF or the PF is being reset: try again in a moment"),
        (null, ErrorNumber.EAGAIN, "the VF is not ready yet: try again in a moment"),
        (null, ErrorNumber.ENOMEM, "the kernel or the card is out of memory"),
        (null, ErrorNumber.ENOSPC, "a table of the card is full: free entries on other VFs"),
        (null, ErrorNumber.EIO, "the card did not answer: look at the kernel log; a reset of the PF may be needed"),
        (null, ErrorNumber.ETIMEDOUT, "the card did not answer in time: look at the kernel log"),
    ];

    public static string For(VfAttribute attribute, int errno)
    {
        foreach (var (special, number, hint) in Table)
        {
            if (number == errno && (special is null || special == attribute))
            {
                return hint;
            }
        }

        return "look at the kernel log for the driver's reason";
    }
}
