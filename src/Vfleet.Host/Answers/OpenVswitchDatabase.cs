using System.Collections.Immutable;
using System.Net.Sockets;
using System.Text.Json;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Answers;

/// <summary>
/// The database of Open vSwitch, asked over its socket for the settings that decide about offload (RFC 7047, 4.1.3; ovs-vswitchd.conf.db(5)). A
/// server that is not there or does not answer is no fault: nothing is known then.
/// </summary>
internal static class OpenVswitchDatabase
{
    /// <summary>Its socket, relative to the root.</summary>
    public const string SocketPath = "run/openvswitch/db.sock";

    private const string Query =
        """{"id":0,"method":"transact","params":["Open_vSwitch",{"op":"select","table":"Open_vSwitch","where":[],"columns":["other_config"]}]}""";

    private const int MostBytes = 1 << 20;

    // It answers from memory; more than this is a server that hangs.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    private static readonly ImmutableArray<string> Wanted = ["hw-offload", "tc-policy"];

    /// <summary>Asks for other_config.</summary>
    /// <param name="root">The host.</param>
    /// <param name="time">The clock of the deadline, 2 s.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Of its settings those about offload; null when Open vSwitch is not there or does not answer.</returns>
    public static async Task<ImmutableDictionary<string, string>?> OtherConfigAsync(SysfsRoot root, TimeProvider time, CancellationToken cancellationToken)
    {
        var path = root.Absolute(SocketPath);
        if (!File.Exists(path))
        {
            return null;
        }

        using var limit = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), either.Token);
            using var stream = new NetworkStream(socket);
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Query), either.Token);
            return Parse(await ReadAsync(stream, either.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception fault) when (fault is SocketException or IOException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The settings in an answer.</summary>
    /// <param name="answer">The answer; its maps are written <c>["map",[["key","value"],...]]</c> (RFC 7047, 5.1).</param>
    /// <returns>The settings; null when it is not such an answer.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidOperationException">A text in it is no text.</exception>
    internal static ImmutableDictionary<string, string>? Parse(ReadOnlyMemory<byte> answer)
    {
        using var document = JsonDocument.Parse(answer);
        if (Member(document.RootElement, "result") is not { ValueKind: JsonValueKind.Array } results
            || results.EnumerateArray().Select(result => Member(result, "rows")).FirstOrDefault() is not { ValueKind: JsonValueKind.Array } rows
            || rows.EnumerateArray().Select(row => Member(row, "other_config")).FirstOrDefault() is not { ValueKind: JsonValueKind.Array } map)
        {
            return null;
        }

        var pairs = map.EnumerateArray().Where(part => part.ValueKind == JsonValueKind.Array).SelectMany(part => part.EnumerateArray());
        return pairs
            .Where(pair => pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2
                && pair.EnumerateArray().All(text => text.ValueKind == JsonValueKind.String))
            .Select(pair => KeyValuePair.Create(pair[0].GetString()!, pair[1].GetString()!))
            .Where(setting => Wanted.Contains(setting.Key, StringComparer.Ordinal))
            .DistinctBy(setting => setting.Key, StringComparer.Ordinal)
            .ToImmutableDictionary(StringComparer.Ordinal);
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    // Nothing stands between one message and the next: it has ended when it is whole.
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        for (var length = 0; ;)
        {
            if (length == buffer.Length)
            {
                if (length >= MostBytes)
                {
                    throw new JsonException($"the answer has more than {MostBytes} bytes");
                }

                Array.Resize(ref buffer, 2 * length);
            }

            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            length += read;
            if (read == 0 || IsWhole(buffer.AsSpan(0, length)))
            {
                return buffer.AsMemory(0, length);
            }
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: false, default);
        return reader.Read() && reader.TrySkip();
    }
}
