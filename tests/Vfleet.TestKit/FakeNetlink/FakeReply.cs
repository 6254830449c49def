using System.Runtime.InteropServices;
using Vfleet.Linux.Netlink.Core;

namespace Vfleet.TestKit.FakeNetlink;

/// <summary>Fills one message of an answer.</summary>
internal delegate void FakeBody(ref NetlinkWriter writer);

/// <summary>Answers in the kernel's form.</summary>
internal static class FakeReply
{
    private const ushort MessageAttribute = 1;

    /// <summary>NLMSG_ERROR as with NETLINK_CAP_ACK and NETLINK_EXT_ACK; errno 0 acknowledges.</summary>
    public static byte[] Error(in NetlinkMessage request, int errno, string? text = null)
    {
        var type = request.Type;
        var flags = (ushort)(MessageFlags.Capped | (text is null ? 0 : MessageFlags.AckAttributes));
        return Message(request, ControlType.Error, flags, (ref NetlinkWriter writer) =>
        {
            writer.Header(-errno);
            writer.Header(new RequestHeader { Length = NetlinkWriter.HeaderLength, Type = type });
            if (text is not null)
            {
                writer.StringAttribute(MessageAttribute, text);
            }
        });
    }

    public static byte[] Done(in NetlinkMessage request, bool interrupted, int errno = 0)
    {
        var flags = (ushort)(MessageFlags.Multi | (interrupted ? MessageFlags.DumpInterrupted : 0));
        return Message(request, ControlType.Done, flags, (ref NetlinkWriter writer) => writer.Header(-errno));
    }

    public static byte[] Message(in NetlinkMessage request, ushort type, ushort flags, FakeBody body) =>
        Message(type, flags, request.Sequence, body);

    public static byte[] Message(ushort type, ushort flags, uint sequence, FakeBody body)
    {
        var writer = new NetlinkWriter(256);
        try
        {
            writer.BeginMessage(type, flags);
            body(ref writer);
            writer.EndMessage();
            var bytes = writer.Written.ToArray();
            MemoryMarshal.Write(bytes.AsSpan(8), in sequence);
            return bytes;
        }
        finally
        {
            writer.Dispose();
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct RequestHeader
    {
        public uint Length;
        public ushort Type;
        public ushort Flags;
        public uint Sequence;
        public uint PortId;
    }
}
