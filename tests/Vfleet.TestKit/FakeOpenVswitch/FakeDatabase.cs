using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Vfleet.TestKit.FakeOpenVswitch;

/// <summary>A database server of Open vSwitch on a socket of the test's own: it answers every request with other_config, or with what it is told.</summary>
public sealed class FakeDatabase : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _work;

    /// <summary>Starts it.</summary>
    /// <param name="path">Where the socket shall lie; its folder is made.</param>
    public FakeDatabase(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Settings of the table Open_vSwitch.</summary>
    public Dictionary<string, string> OtherConfig { get; } = [];

    /// <summary>What is answered instead; empty: nothing at all, and the connection stays open.</summary>
    public string? Words { get; set; }

    /// <summary>The requests that came.</summary>
    public List<string> Requests { get; } = [];

    public void Dispose()
    {
        _end.Cancel();
        _work.GetAwaiter().GetResult();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptAsync(_end.Token);
                try
                {
                    await AnswerAsync(client);
                }
                catch (SocketException)
                {
                    // The client has heard enough.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(Socket client)
    {
        var buffer = new byte[4096];
        while (await client.ReceiveAsync(buffer, _end.Token) is > 0 and var length)
        {
            Requests.Add(Encoding.UTF8.GetString(buffer, 0, length));
            var answer = Encoding.UTF8.GetBytes(Words ?? Answer());

            // In two pieces: nobody may count on one message being one packet.
            await client.SendAsync(answer.AsMemory(0, answer.Length / 2), _end.Token);
            await client.SendAsync(answer.AsMemory(answer.Length / 2), _end.Token);
        }
    }

    private string Answer()
    {
        var pairs = new JsonArray([.. OtherConfig.Select(setting => new JsonArray(setting.Key, setting.Value))]);
        var row = new JsonObject { ["other_config"] = new JsonArray("map", pairs) };
        return new JsonObject
        {
            ["id"] = 0,
            ["result"] = new JsonArray(new JsonObject { ["rows"] = new JsonArray(row) }),
            ["error"] = null,
        }.ToJsonString();
    }
}
