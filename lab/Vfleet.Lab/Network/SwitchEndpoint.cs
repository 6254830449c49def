using System.Collections.Immutable;
using System.Net;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using Vfleet.Lab.Interop;
using Vfleet.Primitives;

namespace Vfleet.Lab.Network;

/// <summary>
/// A station on the lab's switch, outside every host: it answers ARP and ping, pings others, and keeps every frame that reaches it, as it
/// was on the wire. It is a tap whose IP stack is in this class: the machine's kernel may lack VLAN support, and a test wants to see the
/// tags. Disposing unplugs it.
/// </summary>
public sealed class SwitchEndpoint : IAsyncDisposable
{
    private const int LongestFrame = 65536;
    private const int KeptFrames = 10_000;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_arpRetry = TimeSpan.FromMilliseconds(500);

    private readonly SafeFileHandle _tap;
    private readonly Task _reading;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly Queue<EthernetFrame> _frames = new();
    private readonly List<Channel<EthernetFrame>> _listeners = [];

    internal SwitchEndpoint(SafeFileHandle tap, MacAddress mac, IPAddress address, VlanTag? vlan)
    {
        _tap = tap;
        Mac = mac;
        Address = address;
        Vlan = vlan;
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Its MAC address.</summary>
    public MacAddress Mac { get; }

    /// <summary>Its IPv4 address. It has no routes: whoever it talks to must be on its VLAN.</summary>
    public IPAddress Address { get; }

    /// <summary>The tag on all it sends and on all it listens to; <see langword="null"/> for untagged.</summary>
    public VlanTag? Vlan { get; }

    /// <summary>The last frames that reached it (at most 10,000), of any VLAN, oldest first.</summary>
    public ImmutableArray<EthernetFrame> Frames
    {
        get
        {
            lock (_gate)
            {
                return [.. _frames];
            }
        }
    }

    /// <summary>Forgets the frames kept so far.</summary>
    public void ClearFrames()
    {
        lock (_gate)
        {
            _frames.Clear();
        }
    }

    /// <summary>Pings an address on its VLAN.</summary>
    /// <param name="target">IPv4 address.</param>
    /// <param name="count">Echo requests to send.</param>
    /// <param name="interval">Time between two; default a second. Also how long the last reply is waited for.</param>
    /// <param name="arpDeadline">How long to ask for the target's MAC address; default ten seconds.</param>
    /// <param name="cancellationToken">Ends the ping.</param>
    /// <returns>What came back.</returns>
    public async Task<PingOutcome> PingAsync(
        IPAddress target,
        int count = 3,
        TimeSpan? interval = null,
        TimeSpan? arpDeadline = null,
        CancellationToken cancellationToken = default)
    {
        if (await ResolveAsync(target, arpDeadline ?? TimeSpan.FromSeconds(10), cancellationToken) is not { } mac)
        {
            return new(0, 0, null, []);
        }

        var identifier = (ushort)Random.Shared.Next(ushort.MaxValue);
        var times = new TimeSpan?[count];
        var starts = new long[count];
        using var listener = new Listener(this);
        for (var sequence = 0; sequence < count; sequence++)
        {
            var request = new EchoPacket(IsReply: false, Address, target, identifier, (ushort)sequence, new byte[56]);
            starts[sequence] = TimeProvider.System.GetTimestamp();
            Send(mac, EthernetFrame.Ipv4, request.ToBytes());
            await listener.UntilAsync(
                interval ?? TimeSpan.FromSeconds(1),
                frame =>
                {
                    if (EchoOf(frame) is { IsReply: true } reply && reply.Source.Equals(target)
                        && reply.Identifier == identifier && reply.Sequence < count)
                    {
                        times[reply.Sequence] ??= TimeProvider.System.GetElapsedTime(starts[reply.Sequence]);
                    }

                    return sequence == count - 1 && times[sequence] is not null; // the last reply ends the wait, the others keep the pace
                },
                cancellationToken);
        }

        return new(count, times.Count(time => time is not null), mac, [.. times.OfType<TimeSpan>()]);
    }

    /// <summary>Waits for a frame that arrives after this call, or has been kept before it.</summary>
    /// <param name="match">Which frame.</param>
    /// <param name="deadline">How long.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The frame, or <see langword="null"/> when none came in time.</returns>
    public async Task<EthernetFrame?> WaitForFrameAsync(
        Func<EthernetFrame, bool> match, TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        using var listener = new Listener(this);
        if (Frames.FirstOrDefault(match) is { } kept)
        {
            return kept;
        }

        EthernetFrame? found = null;
        await listener.UntilAsync(deadline, frame => (found = match(frame) ? frame : null) is not null, cancellationToken);
        return found;
    }

    /// <summary>Sends a frame with any content.</summary>
    /// <param name="frame">The frame, with the tags it shall carry.</param>
    /// <exception cref="LabException">The lab ended.</exception>
    public void Send(EthernetFrame frame) => TunDevice.Write(_tap, frame.ToBytes());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _tap.Dispose();
        _end.Dispose();
    }

    private async Task<MacAddress?> ResolveAsync(IPAddress target, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var listener = new Listener(this);
        MacAddress? found = null;
        var start = TimeProvider.System.GetTimestamp();
        while (found is null && TimeProvider.System.GetElapsedTime(start) < deadline)
        {
            var request = new ArpPacket(IsReply: false, Mac, Address, MacAddress.Zero, target);
            Send(EthernetFrame.Broadcast, EthernetFrame.Arp, request.ToBytes());
            await listener.UntilAsync(
                s_arpRetry,
                frame =>
                {
                    found = ArpOf(frame) is { IsReply: true } reply && reply.SenderIp.Equals(target) ? reply.SenderMac : null;
                    return found is not null;
                },
                cancellationToken);
        }

        return found;
    }

    private void Read()
    {
        var buffer = new byte[LongestFrame];
        while (!_end.IsCancellationRequested)
        {
            if (!TunDevice.WaitReadable(_tap, s_look))
            {
                continue;
            }

            var length = TunDevice.Read(_tap, buffer);
            if (length < 0)
            {
                return; // the tap is gone: somebody ended the lab
            }

            if (EthernetFrame.Parse(buffer.AsMemory(0, length).ToArray()) is { } frame)
            {
                Keep(frame);
                try
                {
                    Answer(frame);
                }
                catch (LabException)
                {
                    return; // likewise
                }
            }
        }
    }

    private void Keep(EthernetFrame frame)
    {
        lock (_gate)
        {
            _frames.Enqueue(frame);
            if (_frames.Count > KeptFrames)
            {
                _frames.Dequeue();
            }

            foreach (var listener in _listeners)
            {
                listener.Writer.TryWrite(frame);
            }
        }
    }

    private void Answer(EthernetFrame frame)
    {
        if (ArpOf(frame) is { IsReply: false } question && question.TargetIp.Equals(Address))
        {
            var answer = new ArpPacket(IsReply: true, Mac, Address, question.SenderMac, question.SenderIp);
            Send(frame.Source, EthernetFrame.Arp, answer.ToBytes());
        }
        else if (EchoOf(frame) is { IsReply: false } ping && ping.Destination.Equals(Address))
        {
            var answer = ping with { IsReply = true, Source = Address, Destination = ping.Source };
            Send(frame.Source, EthernetFrame.Ipv4, answer.ToBytes());
        }
    }

    private ArpPacket? ArpOf(EthernetFrame frame) =>
        IsOurs(frame) && frame.EtherType == EthernetFrame.Arp ? ArpPacket.Parse(frame.Payload.Span) : null;

    private EchoPacket? EchoOf(EthernetFrame frame) =>
        IsOurs(frame) && frame.EtherType == EthernetFrame.Ipv4 ? EchoPacket.Parse(frame.Payload) : null;

    // Untagged and priority-tagged (VLAN 0) frames are the same network.
    private bool IsOurs(EthernetFrame frame) =>
        (frame.Destination == Mac || frame.Destination == EthernetFrame.Broadcast)
        && (frame.Vlan ?? 0) == (Vlan?.Id ?? 0)
        && frame.Tags.Length <= 1;

    private void Send(MacAddress to, ushort etherType, byte[] payload) =>
        Send(new EthernetFrame(to, Mac, Vlan is { } tag ? [tag] : [], etherType, payload));

    // Sees every frame from its making on.
    private sealed class Listener : IDisposable
    {
        private readonly SwitchEndpoint _endpoint;
        private readonly Channel<EthernetFrame> _channel = Channel.CreateUnbounded<EthernetFrame>();

        public Listener(SwitchEndpoint endpoint)
        {
            _endpoint = endpoint;
            lock (endpoint._gate)
            {
                endpoint._listeners.Add(_channel);
            }
        }

        /// <summary>Shows frames to a function until it says that it has seen enough, or the time is over.</summary>
        public async Task UntilAsync(TimeSpan time, Func<EthernetFrame, bool> enough, CancellationToken cancellationToken)
        {
            using var timeout = new CancellationTokenSource(time, TimeProvider.System);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            try
            {
                while (!enough(await _channel.Reader.ReadAsync(either.Token)))
                {
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
            }
        }

        public void Dispose()
        {
            lock (_endpoint._gate)
            {
                _endpoint._listeners.Remove(_channel);
            }
        }
    }
}
