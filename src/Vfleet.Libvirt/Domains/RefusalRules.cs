using System.Collections.Immutable;
using Vfleet.Libvirt.Connection;

namespace Vfleet.Libvirt.Domains;

/// <summary>
/// Tells refusals from faults. libvirt uses one number for several reasons, so some rules also look for words; a daemon
/// that runs in another language than English gives a coarser reason for those.
/// </summary>
/// <remarks>
/// Texts: libvirt 9.0 to 11.3, <c>src/hypervisor/virhostdev.c</c>, <c>src/network/bridge_driver.c</c>,
/// <c>src/conf/domain_conf.c</c>, <c>src/conf/domain_addr.c</c>, <c>src/conf/virdomainobjlist.c</c>.
/// </remarks>
internal static class RefusalRules
{
    private static readonly ImmutableArray<Rule> Table =
    [
        new(LibvirtErrorCode.InternalError, "requires exclusive access", RefusalReason.PoolExhausted),
        new(LibvirtErrorCode.OperationInvalid, "in use by", RefusalReason.FunctionInUse),
        new(LibvirtErrorCode.OperationInvalid, "is in use", RefusalReason.FunctionInUse),
        new(LibvirtErrorCode.OperationInvalid, "not running", RefusalReason.NotRunning),
        new(LibvirtErrorCode.OperationInvalid, "transient", RefusalReason.NotPersistent),
        new(LibvirtErrorCode.OperationInvalid, "already", RefusalReason.AlreadyPresent),
        new(LibvirtErrorCode.OperationFailed, "already", RefusalReason.AlreadyPresent),
        new(null, "non unique alias", RefusalReason.AlreadyPresent),
        new(null, "already in the domain configuration", RefusalReason.AlreadyPresent),
        new(null, "No more available PCI", RefusalReason.NoFreeSlot),
        new(LibvirtErrorCode.DeviceMissing, "", RefusalReason.NoSuchDevice),
        new(LibvirtErrorCode.InternalError, "no device found with alias", RefusalReason.NoSuchDevice),
        new(LibvirtErrorCode.OperationTimeout, "", RefusalReason.Busy),
        new(LibvirtErrorCode.ResourceBusy, "", RefusalReason.Busy),
        new(LibvirtErrorCode.NotSupported, "", RefusalReason.NotSupported),
        new(LibvirtErrorCode.ArgumentUnsupported, "", RefusalReason.NotSupported),
        new(LibvirtErrorCode.OperationUnsupported, "", RefusalReason.NotSupported),
        new(LibvirtErrorCode.ConfigUnsupported, "", RefusalReason.NotSupported),
        new(LibvirtErrorCode.XmlError, "", RefusalReason.BadDocument),
        new(LibvirtErrorCode.XmlDetail, "", RefusalReason.BadDocument),
        new(LibvirtErrorCode.XmlInvalidSchema, "", RefusalReason.BadDocument),
        new(LibvirtErrorCode.InvalidMac, "", RefusalReason.BadDocument),
    ];

    /// <summary>The refusal that a failure stands for, or null when it is a fault.</summary>
    internal static Refused? Of(LibvirtException failure)
    {
        foreach (var rule in Table)
        {
            if ((rule.Code is null || rule.Code == failure.Code) && failure.Reason.Contains(rule.Words, StringComparison.OrdinalIgnoreCase))
            {
                return new Refused(rule.Reason, failure.Reason);
            }
        }

        return null;
    }

    private sealed record Rule(LibvirtErrorCode? Code, string Words, RefusalReason Reason);
}
