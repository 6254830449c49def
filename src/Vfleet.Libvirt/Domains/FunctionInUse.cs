using Vfleet.Libvirt.Connection;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Domains;

/// <summary>A start that failed because something else has a PCI function: another domain, by libvirt's word, or another program, by the kernel's.</summary>
/// <param name="Function">Which function; null when the words do not say.</param>
public sealed record FunctionInUse(PciAddress? Function)
{
    // vfio_container.c and common.c of QEMU: "vfio 0000:01:10.0: ... failed to open /dev/vfio/12: Device or resource busy".
    private const string Busy = "Device or resource busy";

    /// <summary>Whether that is why a call failed.</summary>
    /// <param name="failure">How it failed.</param>
    /// <returns>What is in use; null when it failed for another reason.</returns>
    public static FunctionInUse? Of(LibvirtException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var isVfio = failure.Reason.Contains(Busy, StringComparison.Ordinal) && failure.Reason.Contains("vfio", StringComparison.Ordinal);
        return isVfio || RefusalRules.Of(failure) is { Reason: RefusalReason.FunctionInUse } ? new FunctionInUse(Address(failure.Reason)) : null;
    }

    private static PciAddress? Address(string words)
    {
        foreach (var word in words.Split([' ', ',', '\'', '"', '='], StringSplitOptions.RemoveEmptyEntries))
        {
            if (PciAddress.TryParse(word.TrimEnd(':', '.'), out var address))
            {
                return address;
            }
        }

        return null;
    }
}
