using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Netlink.Generic;

/// <summary>A family of generic netlink: an open socket, and the number that the kernel gave the family.</summary>
/// <param name="Connection">The socket.</param>
/// <param name="Number">The family's number.</param>
internal sealed record GenericFamily(NetlinkConnection Connection, ushort Number) : IDisposable
{
    private const byte Version = 1;

    /// <summary>Opens a socket and asks for a family's number.</summary>
    /// <param name="kernel">Who answers.</param>
    /// <param name="name">The family, for example <c>devlink</c>.</param>
    /// <returns>The family; null when the kernel has none of that name.</returns>
    /// <exception cref="NetlinkException">The socket cannot be made.</exception>
    public static GenericFamily? Open(INetlinkKernel kernel, string name)
    {
        var connection = new NetlinkConnection(kernel.Open(NetlinkProtocol.Generic));
        try
        {
            if (Find(connection, name) is { } number)
            {
                return new GenericFamily(connection, number);
            }
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        connection.Dispose();
        return null;
    }

    /// <summary>Begins a request to the family.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="command">The family's command.</param>
    /// <param name="flags">Beyond NLM_F_REQUEST.</param>
    public void Begin(scoped ref NetlinkWriter writer, byte command, ushort flags)
    {
        writer.BeginMessage(Number, (ushort)(MessageFlags.Request | flags));
        writer.Header(new GenericHeader { Command = command, Version = Version });
    }

    public void Dispose() => Connection.Dispose();

    private static ushort? Find(NetlinkConnection connection, string name)
    {
        var writer = new NetlinkWriter(64);
        try
        {
            writer.BeginMessage(GenericControl.Family, MessageFlags.Request | MessageFlags.Ack);
            writer.Header(new GenericHeader { Command = GenericControl.GetFamily, Version = Version });
            writer.StringAttribute(GenericControl.FamilyName, name);
            writer.EndMessage();
            var families = new List<ushort?>(1);
            var answer = connection.Query(ref writer, ParseNumber, families);
            if (answer.Errno is ErrorNumber.ENOENT or ErrorNumber.EOPNOTSUPP)
            {
                return null;
            }

            answer.ThrowIfFailed($"find the generic netlink family {name}");
            return families.Count > 0 ? families[0] : null;
        }
        finally
        {
            writer.Dispose();
        }
    }

    private static ushort? ParseNumber(in NetlinkMessage message)
    {
        var attributes = message.Attributes<GenericHeader>();
        while (attributes.TryRead(out var attribute))
        {
            if (attribute.Type == GenericControl.FamilyId)
            {
                return attribute.As<ushort>();
            }
        }

        return null;
    }
}
