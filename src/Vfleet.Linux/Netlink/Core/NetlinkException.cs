using System.Globalization;
using System.Runtime.InteropServices;

namespace Vfleet.Linux.Netlink.Core;

/// <summary>The kernel refused a netlink request, or the socket failed.</summary>
public sealed class NetlinkException : IOException
{
    /// <summary>Makes the exception for one failed request.</summary>
    /// <param name="operation">What was asked, for example <c>set link 4 up</c>.</param>
    /// <param name="errno">The positive error number (errno(3)).</param>
    /// <param name="kernelMessage">The kernel's own words, or <see langword="null"/> when it gave none.</param>
    /// <param name="attributeOffset">Where in the request the offending attribute starts, in bytes, when the kernel said so.</param>
    public NetlinkException(string operation, int errno, string? kernelMessage = null, int? attributeOffset = null)
        : base(Describe(operation, errno, kernelMessage))
    {
        Operation = operation;
        Errno = errno;
        KernelMessage = kernelMessage;
        AttributeOffset = attributeOffset;
    }

    /// <summary>What was asked of the kernel.</summary>
    public string Operation { get; }

    /// <summary>The positive error number (errno(3)).</summary>
    public int Errno { get; }

    /// <summary>The text of the extended acknowledgement (NLMSGERR_ATTR_MSG), when the kernel sent one.</summary>
    public string? KernelMessage { get; }

    /// <summary>Offset of the offending attribute from the start of the request, in bytes (NLMSGERR_ATTR_OFFS).</summary>
    public int? AttributeOffset { get; }

    /// <summary>Whether the same request may succeed when it is repeated soon.</summary>
    public bool IsTransient => ErrorNumber.IsTransient(Errno);

    private static string Describe(string operation, int errno, string? kernelMessage)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{operation}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})");
        return string.IsNullOrEmpty(kernelMessage) ? text : $"{text}: {kernelMessage}";
    }
}
