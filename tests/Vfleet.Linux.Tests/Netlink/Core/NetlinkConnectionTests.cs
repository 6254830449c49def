using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Route;
using Vfleet.TestKit.FakeNetlink;

namespace Vfleet.Linux.Tests.Netlink.Core;

public sealed class NetlinkConnectionTests
{
    [Fact]
    public void An_interrupted_dump_is_asked_again()
    {
        var kernel = new FakeKernel { InterruptedDumps = 3 };
        kernel.AddPf("ens1f0", 2);
        using var route = new RouteClient(kernel);
        route.GetLinks().Count.ShouldBe(1);
        kernel.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public void A_dump_that_never_holds_still_is_given_up()
    {
        var kernel = new FakeKernel { InterruptedDumps = int.MaxValue };
        using var route = new RouteClient(kernel);
        Should.Throw<NetlinkException>(() => route.GetLinks()).IsTransient.ShouldBeTrue();
    }

    [Fact]
    public void Answers_to_earlier_requests_are_passed_over()
    {
        using var connection = new NetlinkConnection(new Scripted(static sequence =>
            [Ack(sequence - 1, errno: 5), [.. Ack(unchecked(sequence + 7), errno: 5), .. Ack(sequence, errno: 0)]]));
        var writer = new NetlinkWriter(64);
        writer.BeginMessage(19, MessageFlags.Request | MessageFlags.Ack);
        writer.EndMessage();
        connection.Exchange(ref writer).ShouldBe([default]);
        writer.Dispose();
    }

    [Fact]
    public void A_message_that_cannot_be_parsed_is_thrown_when_the_answer_is_read_to_its_end()
    {
        var transport = new Scripted(static sequence => [Link(sequence), Link(sequence), Done(sequence)]);
        using var connection = new NetlinkConnection(transport);
        var writer = new NetlinkWriter(64);
        writer.BeginMessage(18, MessageFlags.Request | MessageFlags.Dump);
        writer.EndMessage();
        MalformedNetlinkException? thrown = null;
        try
        {
            connection.Dump("list", ref writer, LinkParser.Parse, []);
        }
        catch (MalformedNetlinkException e)
        {
            thrown = e;
        }

        thrown.ShouldNotBeNull().Message.ShouldContain("no name");
        transport.IsDrained.ShouldBeTrue();
        writer.Dispose();
    }

    [Fact]
    public void An_answer_that_ends_early_is_a_fault_and_not_a_hang()
    {
        using var connection = new NetlinkConnection(new Scripted(static sequence => [Link(sequence)]));
        var writer = new NetlinkWriter(64);
        writer.BeginMessage(18, MessageFlags.Request | MessageFlags.Dump);
        writer.EndMessage();
        NetlinkException? thrown = null;
        try
        {
            connection.Dump("list", ref writer, LinkParser.Parse, []);
        }
        catch (NetlinkException e)
        {
            thrown = e;
        }

        thrown.ShouldNotBeNull().IsTransient.ShouldBeTrue();
        writer.Dispose();
    }

    private static byte[] Ack(uint sequence, int errno) => Message(ControlType.Error, sequence, 20, -errno);

    private static byte[] Done(uint sequence) => Message(ControlType.Done, sequence, 4, 0);

    private static byte[] Link(uint sequence) => Message(RouteMessage.NewLink, sequence, 16, 0);

    private static byte[] Message(ushort type, uint sequence, int payload, int first)
    {
        var bytes = new byte[16 + payload];
        BitConverter.TryWriteBytes(bytes, bytes.Length);
        BitConverter.TryWriteBytes(bytes.AsSpan(4), type);
        BitConverter.TryWriteBytes(bytes.AsSpan(8), sequence);
        BitConverter.TryWriteBytes(bytes.AsSpan(16), first);
        return bytes;
    }

    /// <summary>Answers each datagram with a script.</summary>
    private sealed class Scripted(Func<uint, byte[][]> script) : INetlinkTransport
    {
        private readonly Queue<byte[]> _answers = [];

        public bool IsDrained => _answers.Count == 0;

        public void Send(ReadOnlySpan<byte> datagram)
        {
            foreach (var answer in script(BitConverter.ToUInt32(datagram[8..])))
            {
                _answers.Enqueue(answer);
            }
        }

        public ReadOnlySpan<byte> Receive() => _answers.TryDequeue(out var answer) ? answer : throw new NetlinkException("receive", ErrorNumber.EAGAIN);

        public void Join(uint group) => throw new NotSupportedException();

        public ValueTask<NetlinkDelivery> ReceiveAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Dispose() => _answers.Clear();
    }
}
