using System.Net;
using System.Net.Sockets;

namespace Vfleet.Fault.Tests.Links;

public sealed class LinkTests : IAsyncDisposable
{
    private static readonly TimeSpan s_while = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly Link _link;

    public LinkTests()
    {
        _server.Start();
        _link = new Link("test", _server.LocalEndpoint);
    }

    [Fact]
    public async Task An_open_link_passes_on_in_both_directions()
    {
        using var ends = await ConnectAsync();
        await ends.Near.SendAsync("there"u8.ToArray());
        (await ReceiveAsync(ends.Far)).ShouldBe("there"u8.ToArray());
        await ends.Far.SendAsync("back"u8.ToArray());
        (await ReceiveAsync(ends.Near)).ShouldBe("back"u8.ToArray());
    }

    [Fact]
    public async Task What_is_sent_while_it_hangs_comes_when_it_is_opened()
    {
        using var ends = await ConnectAsync();
        _link.Be(LinkState.Hung);
        await ends.Near.SendAsync("late"u8.ToArray());
        var received = ReceiveAsync(ends.Far);
        await Task.Delay(s_while, TimeProvider.System, TestContext.Current.CancellationToken);
        received.IsCompleted.ShouldBeFalse();
        _link.Be(LinkState.Open);
        (await received).ShouldBe("late"u8.ToArray());
    }

    [Fact]
    public async Task The_end_of_one_side_is_not_heard_while_it_hangs()
    {
        using var ends = await ConnectAsync();
        _link.Be(LinkState.Hung);
        ends.Near.Dispose();
        var received = ReceiveAsync(ends.Far);
        await Task.Delay(s_while, TimeProvider.System, TestContext.Current.CancellationToken);
        received.IsCompleted.ShouldBeFalse();
        _link.Be(LinkState.Open);
        (await received).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_kept_is_never_passed_on_when_it_is_cut()
    {
        using var ends = await ConnectAsync();
        _link.Be(LinkState.Hung);
        await ends.Near.SendAsync("lost"u8.ToArray());
        await Task.Delay(s_while, TimeProvider.System, TestContext.Current.CancellationToken);
        _link.Be(LinkState.Cut);
        _link.Be(LinkState.Open);
        await Should.ThrowAsync<SocketException>(() => ReceiveAsync(ends.Far));
        await Should.ThrowAsync<SocketException>(() => ReceiveAsync(ends.Near));
    }

    [Fact]
    public async Task While_it_is_cut_who_connects_is_reset()
    {
        _link.Be(LinkState.Cut);
        using var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await Should.ThrowAsync<SocketException>(async () =>
        {
            await near.ConnectAsync(IPAddress.Loopback, _link.Port);
            await ReceiveAsync(near);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        _server.Dispose();
    }

    private async Task<Ends> ConnectAsync()
    {
        var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await near.ConnectAsync(IPAddress.Loopback, _link.Port);
        return new Ends(near, await _server.AcceptSocketAsync());
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket)
    {
        using var limit = new CancellationTokenSource(s_limit);
        var buffer = new byte[64];
        return buffer[..await socket.ReceiveAsync(buffer, limit.Token)];
    }

    private sealed record Ends(Socket Near, Socket Far) : IDisposable
    {
        public void Dispose()
        {
            Near.Dispose();
            Far.Dispose();
        }
    }
}
