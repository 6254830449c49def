using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Primitives;
using Vfleet.Storage;

namespace Vfleet.Bench.Store;

/// <summary>Placements as an engine commits them: a document of 700 bytes, 2 or 3 claims, 1 to 5 names, an event of 300 bytes, the use of a host.</summary>
internal sealed class Placements(int engine, int hosts)
{
    private readonly byte[] _vm = Filled(700);
    private readonly byte[] _event = Filled(300);
    private int _made;

    public static byte[] Filled(int length)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, (byte)'x');
        (bytes[0], bytes[^1]) = ((byte)'"', (byte)'"');
        return bytes;
    }

    public static Guid HostId(int number) => new(number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

    public Commit[] Next(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    private Commit Next()
    {
        var number = _made++;
        var vm = Guid.CreateVersion7();
        var owner = $"vm/{vm}";

        // Neighbours lie on different hosts, as a scheduler spreads them; a multiplier without a common factor with the hosts visits them all.
        var host = HostId((int)(number * 7919L % hosts));
        var round = number / hosts;
        var claims = 2 + (number % 2);
        return new Commit
        {
            Writes = [new("vm", vm.ToString(), 0, _vm)],
            Takes = [.. Enumerable.Range(0, 1 + (number % 5)).Select(index => new NameTaking($"mac:{engine:x2}:{index}:{number:x8}", owner))],
            Claims =
            [
                .. Enumerable.Range(0, claims).Select(index =>
                    new Claim(new VfKey(host, new PciAddress(0, (byte)(index + 1), (byte)engine, 0), round), vm, Guid.CreateVersion7())),
            ],
            Uses = [new(host, 4096, 4, long.MaxValue, long.MaxValue)],
            Events = [new(DateTimeOffset.UnixEpoch.AddSeconds(number), "vm.placed", "bench", owner, _event)],
        };
    }

    /// <summary>The documents of hosts, of 8 kB each.</summary>
    public static IEnumerable<ImmutableArray<Commit>> Hosts(int count) => Enumerable.Range(0, count).Select(number => new Commit
    {
        Writes = [new("host", HostId(number).ToString(), 0, Filled(8000))],
    }).Chunk(500).Select(chunk => chunk.ToImmutableArray());
}
