using System.Runtime.InteropServices;

namespace Vfleet.Linux.Netlink.Core;

/// <summary>Makes a value of one message.</summary>
internal delegate T NetlinkParser<out T>(in NetlinkMessage message);

/// <summary>
/// Requests and answers over one socket: numbers the requests, matches answers to them, collects multi-part replies, and asks again
/// when the kernel says that a dump was inconsistent. Callers on several threads take turns.
/// </summary>
internal sealed class NetlinkConnection(INetlinkTransport transport) : IDisposable
{
    // A dump is interrupted when links come and go meanwhile; while hundreds of VFs are made that can happen several times in a row.
    private const int DumpAttempts = 32;

    private readonly Lock _turn = new();
    private uint _sequence;

    public void Dispose() => transport.Dispose();

    /// <summary>Sends the messages of <paramref name="writer"/> as one datagram and returns the verdict on each, in order.</summary>
    public NetlinkAnswer[] Exchange(scoped ref NetlinkWriter writer)
    {
        lock (_turn)
        {
            var answers = new NetlinkAnswer[writer.MessageCount];
            var first = Send(writer.Written);
            for (var open = answers.Length; open > 0;)
            {
                var reader = new NetlinkReader(transport.Receive());
                while (reader.TryRead(out var message))
                {
                    var index = unchecked(message.Sequence - first);
                    if (index < (uint)answers.Length && message.Type == ControlType.Error)
                    {
                        answers[index] = NetlinkAnswer.OfError(message);
                        open--;
                    }
                }
            }

            return answers;
        }
    }

    /// <summary>Sends one request (NLM_F_ACK set) and parses the messages that come before its acknowledgement.</summary>
    public NetlinkAnswer Query<T>(scoped ref NetlinkWriter writer, NetlinkParser<T> parse, List<T> results)
    {
        lock (_turn)
        {
            return Collect(Send(writer.Written), parse, results, out _);
        }
    }

    /// <summary>Sends one dump request and parses every message of the answer; repeated while the kernel calls it interrupted.</summary>
    /// <exception cref="NetlinkException">EINTR: every attempt was interrupted.</exception>
    public NetlinkAnswer Dump<T>(string operation, scoped ref NetlinkWriter writer, NetlinkParser<T> parse, List<T> results)
    {
        lock (_turn)
        {
            for (var attempt = 0; attempt < DumpAttempts; attempt++)
            {
                results.Clear();
                var answer = Collect(Send(writer.Written), parse, results, out var interrupted);
                if (!interrupted || !answer.IsSuccess)
                {
                    return answer;
                }
            }
        }

        throw new NetlinkException(operation, ErrorNumber.EINTR, $"the list changed during each of {DumpAttempts} attempts to read it");
    }

    private NetlinkAnswer Collect<T>(uint sequence, NetlinkParser<T> parse, List<T> results, out bool interrupted)
    {
        interrupted = false;
        MalformedNetlinkException? malformed = null;
        while (true)
        {
            var reader = new NetlinkReader(transport.Receive());
            while (reader.TryRead(out var message))
            {
                // An answer to an earlier request that was given up.
                if (message.Sequence != sequence)
                {
                    continue;
                }

                interrupted |= (message.Flags & MessageFlags.DumpInterrupted) != 0 && message.Type != ControlType.Error;
                switch (message.Type)
                {
                    case ControlType.Error or ControlType.Done when malformed is not null:
                        throw malformed;
                    case ControlType.Error:
                        return NetlinkAnswer.OfError(message);
                    case ControlType.Done:
                        return NetlinkAnswer.OfDone(message);
                    case ControlType.Overrun:
                        return new NetlinkAnswer(ErrorNumber.ENOBUFS);
                    case >= ControlType.FirstOfFamily when malformed is null:
                        malformed = Parse(parse, message, results);
                        break;
                }
            }
        }
    }

    /// <summary>
    /// A message that cannot be parsed is thrown only when the answer has been read to its end: a dump left half read would make the
    /// kernel answer the next dump on this socket with EBUSY (net/netlink/af_netlink.c, __netlink_dump_start).
    /// </summary>
    private static MalformedNetlinkException? Parse<T>(NetlinkParser<T> parse, in NetlinkMessage message, List<T> results)
    {
        try
        {
            results.Add(parse(message));
            return null;
        }
        catch (MalformedNetlinkException e)
        {
            return e;
        }
    }

    /// <summary>Numbers the messages and sends them; returns the first number.</summary>
    private uint Send(Span<byte> datagram)
    {
        var first = unchecked(_sequence + 1);
        for (var offset = 0; offset < datagram.Length;)
        {
            var message = datagram[offset..];
            _sequence = unchecked(_sequence + 1);
            MemoryMarshal.Write(message[8..], in _sequence);
            offset += NetlinkWriter.Align((int)MemoryMarshal.Read<uint>(message));
        }

        transport.Send(datagram);
        return first;
    }
}
