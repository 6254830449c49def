using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Vfleet.Fault.Tests.Links;

/// <summary>What a link does with what is sent over it.</summary>
public enum LinkState
{
    /// <summary>It passes it on.</summary>
    Open,

    /// <summary>It keeps it, as a cable that was pulled: nobody is told. Connections are accepted, and nothing moves.</summary>
    Hung,

    /// <summary>It resets every connection at once, those that are there and those that come.</summary>
    Cut,
}

/// <summary>A link to a server that can be made to fail: a TCP port of the loopback, passed on to the server's own.</summary>
public sealed class Link : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly EndPoint _target;
    private readonly ConcurrentDictionary<LinkConnection, byte> _connections = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private TaskCompletionSource _open = Opened();
    private volatile LinkState _state;

    /// <summary>Begins to listen.</summary>
    /// <param name="name">What it joins, in words.</param>
    /// <param name="target">The server.</param>
    public Link(string name, EndPoint target)
    {
        (Name, _target) = (name, target);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>What it joins.</summary>
    public string Name { get; }

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>How long what is sent is held back.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>What it does now.</summary>
    public LinkState State => _state;

    /// <summary>Makes it do something else. What was kept while it hung is passed on when it is opened, unless it was cut.</summary>
    public void Be(LinkState state)
    {
        _state = state;
        if (state == LinkState.Hung)
        {
            if (_open.Task.IsCompleted)
            {
                _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return;
        }

        if (state == LinkState.Cut)
        {
            foreach (var (connection, _) in _connections)
            {
                connection.Reset();
            }
        }

        _open.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        Be(LinkState.Cut);
        await _accepting;
        _stop.Dispose();
    }

    /// <summary>Waits while the link hangs, and holds back for its delay.</summary>
    internal async Task PassAsync()
    {
        while (_state == LinkState.Hung)
        {
            await _open.Task;
        }

        if (Delay > TimeSpan.Zero)
        {
            await Task.Delay(Delay, TimeProvider.System);
        }
    }

    internal void Ended(LinkConnection connection) => _connections.TryRemove(connection, out _);

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var connection = new LinkConnection(this, await _listener.AcceptAsync(_stop.Token), _target);
                _connections[connection] = 0;
                if (_state == LinkState.Cut)
                {
                    connection.Reset();
                }

                _ = Task.Run(connection.RunAsync);
            }
            catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The link is disposed, or the peer went before it was accepted.
            }
        }
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
