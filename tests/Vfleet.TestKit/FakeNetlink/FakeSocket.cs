using System.Threading.Channels;
using Vfleet.Linux.Netlink.Core;

namespace Vfleet.TestKit.FakeNetlink;

/// <summary>One socket of the fake kernel: requests are handled inside <see cref="Send"/>, as the real kernel does.</summary>
internal sealed class FakeSocket(FakeKernel kernel, NetlinkProtocol protocol) : INetlinkTransport
{
    private const int EAGAIN = 11;

    private readonly Queue<byte[]> _answers = [];
    private readonly Channel<byte[]?> _events = Channel.CreateUnbounded<byte[]?>();

    public NetlinkProtocol Protocol => protocol;

    public HashSet<uint> Groups { get; } = [];

    public void Dispose()
    {
        _events.Writer.TryComplete();
        kernel.Closed(this);
    }

    public void Join(uint group) => Groups.Add(group);

    public void Deliver(byte[] datagram) => _events.Writer.TryWrite(datagram);

    public void LoseEvents() => _events.Writer.TryWrite(null);

    public void Send(ReadOnlySpan<byte> datagram)
    {
        kernel.Datagrams++;
        var reader = new NetlinkReader(datagram);
        while (reader.TryRead(out var request))
        {
            foreach (var answer in Handle(request))
            {
                _answers.Enqueue(answer);
            }
        }
    }

    public ReadOnlySpan<byte> Receive() => _answers.TryDequeue(out var answer)
        ? answer
        : throw new NetlinkException("receive from the fake kernel, which has nothing to say", EAGAIN);

    public async ValueTask<NetlinkDelivery> ReceiveAsync(CancellationToken cancellationToken)
    {
        var datagram = await _events.Reader.ReadAsync(cancellationToken);
        return datagram is null ? new NetlinkDelivery(default, Lost: true) : new NetlinkDelivery(datagram, Lost: false);
    }

    private List<byte[]> Handle(in NetlinkMessage request)
    {
        var described = protocol == NetlinkProtocol.Route
            ? FakeRoute.Describe(request, kernel.Datagrams)
            : new FakeRequest(request.Type, 0, 0, kernel.Datagrams);
        kernel.Requests.Add(described);
        kernel.BeforeRequest?.Invoke(described);
        if (kernel.TakeFault(described) is { } fault)
        {
            return [FakeReply.Error(request, fault.Errno, fault.Text)];
        }

        return protocol == NetlinkProtocol.Route
            ? FakeRoute.Handle(kernel, request)
            : FakeGeneric.Handle(kernel, request);
    }
}
