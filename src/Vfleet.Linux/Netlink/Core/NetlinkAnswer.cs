using System.Runtime.InteropServices;

namespace Vfleet.Linux.Netlink.Core;

/// <summary>The kernel's verdict on one request.</summary>
/// <param name="Errno">0 for success, else the positive error number.</param>
/// <param name="KernelMessage">The kernel's words; a warning when <paramref name="Errno"/> is 0.</param>
/// <param name="AttributeOffset">Offset of the offending attribute in the request, in bytes.</param>
internal readonly record struct NetlinkAnswer(int Errno, string? KernelMessage = null, int? AttributeOffset = null)
{
    private const ushort MessageAttribute = 1;
    private const ushort OffsetAttribute = 2;

    public bool IsSuccess => Errno == 0;

    /// <summary>Turns a refusal into a fault, for callers to whom every refusal is one.</summary>
    /// <exception cref="NetlinkException">The request failed.</exception>
    public void ThrowIfFailed(string operation)
    {
        if (!IsSuccess)
        {
            throw new NetlinkException(operation, Errno, KernelMessage, AttributeOffset);
        }
    }

    /// <summary>Reads NLMSG_ERROR: error number, header of the request, the request unless capped, attributes.</summary>
    /// <exception cref="MalformedNetlinkException">A length does not fit.</exception>
    public static NetlinkAnswer OfError(in NetlinkMessage message)
    {
        var errno = ReadErrno(message);
        if ((message.Flags & MessageFlags.AckAttributes) == 0)
        {
            return new NetlinkAnswer(errno);
        }

        const int requestOffset = sizeof(int);
        if (message.Payload.Length < requestOffset + NetlinkWriter.HeaderLength)
        {
            throw new MalformedNetlinkException($"an error answer has {message.Payload.Length} bytes");
        }

        long requestLength = NetlinkWriter.HeaderLength;
        if ((message.Flags & MessageFlags.Capped) == 0)
        {
            requestLength = Math.Max(requestLength, MemoryMarshal.Read<uint>(message.Payload[requestOffset..]));
        }

        var attributesAt = requestOffset + ((requestLength + 3) & ~3L);
        if (attributesAt > message.Payload.Length)
        {
            throw new MalformedNetlinkException($"an error answer repeats {requestLength} bytes but has {message.Payload.Length}");
        }

        return WithAttributes(errno, new AttributeReader(message.Payload[(int)attributesAt..]));
    }

    /// <summary>Reads NLMSG_DONE, which carries the error of a dump.</summary>
    /// <exception cref="MalformedNetlinkException">A length does not fit.</exception>
    public static NetlinkAnswer OfDone(in NetlinkMessage message)
    {
        // Some old families end their dumps without a number.
        if (message.Payload.Length < sizeof(int))
        {
            return default;
        }

        var errno = ReadErrno(message);
        return (message.Flags & MessageFlags.AckAttributes) == 0
            ? new NetlinkAnswer(errno)
            : WithAttributes(errno, new AttributeReader(message.Payload[sizeof(int)..]));
    }

    private static int ReadErrno(in NetlinkMessage message)
    {
        var value = message.Header<int>();
        return value is <= 0 and > int.MinValue
            ? -value
            : throw new MalformedNetlinkException($"an answer carries the error number {value}, which must not be positive");
    }

    private static NetlinkAnswer WithAttributes(int errno, AttributeReader attributes)
    {
        string? text = null;
        int? offset = null;
        while (attributes.TryRead(out var attribute))
        {
            switch (attribute.Type)
            {
                case MessageAttribute:
                    text = attribute.AsString();
                    break;
                case OffsetAttribute:
                    offset = (int)attribute.As<uint>();
                    break;
            }
        }

        return new NetlinkAnswer(errno, text, offset);
    }
}
