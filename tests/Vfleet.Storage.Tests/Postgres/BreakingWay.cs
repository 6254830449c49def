using System.Net;
using System.Net.Sockets;

namespace Vfleet.Storage.Tests.Postgres;

/// <summary>A port of the loopback, passed on to a server's socket; the first connections are reset as soon as something is asked on them.</summary>
internal sealed class BreakingWay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public BreakingWay(string socket, int broken)
    {
        _listener.Start();
        _accepting = AcceptAsync(new UnixDomainSocketEndPoint(socket), broken);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(UnixDomainSocketEndPoint server, int broken)
    {
        var passed = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                if (broken-- > 0)
                {
                    using (client)
                    {
                        await client.ReceiveAsync(new byte[1], _stop.Token);
                        client.LingerState = new LingerOption(enable: true, seconds: 0);
                    }
                }
                else
                {
                    passed.Add(PassAsync(client, server));
                }
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(passed);
        }
    }

    private async Task PassAsync(Socket client, UnixDomainSocketEndPoint server)
    {
        using var target = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await target.ConnectAsync(server, _stop.Token);
        await using var here = new NetworkStream(client, ownsSocket: true);
        await using var there = new NetworkStream(target);
        try
        {
            await Task.WhenAny(here.CopyToAsync(there, _stop.Token), there.CopyToAsync(here, _stop.Token));
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // One of them went.
        }
    }
}
