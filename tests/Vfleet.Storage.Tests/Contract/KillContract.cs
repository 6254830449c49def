using System.Diagnostics;
using System.Globalization;
using static Vfleet.Storage.Tests.Contract.Given;

namespace Vfleet.Storage.Tests.Contract;

/// <summary>A process that is killed while it commits loses nothing that it was told is done, and leaves nothing half.</summary>
public abstract class KillContract
{
    private const int Kills = 5;

    protected abstract StorePlace NewPlace();

    [Fact]
    public async Task What_was_acknowledged_outlives_a_kill_and_nothing_is_half()
    {
        var random = new Random(11);
        await using var place = NewPlace();
        var acknowledged = 0;
        for (var round = 0; round < Kills; round++)
        {
            acknowledged = Math.Max(acknowledged, await CommitUntilKilledAsync(await place.ConnectAsync(), acknowledged, random));
            await using var store = await place.OpenAsync();
            var (_, batches) = await store.ReadAsync();
            var documents = batches.SelectMany(batch => batch.Documents).Select(one => int.Parse(one.Id, CultureInfo.InvariantCulture)).Order().ToArray();
            documents.Length.ShouldBeGreaterThanOrEqualTo(acknowledged);

            // One after the other, without a gap, and for each all that belongs to it.
            documents.ShouldBe(Enumerable.Range(0, documents.Length));
            batches.SelectMany(batch => batch.Claims).Count().ShouldBe(documents.Length);
            batches.SelectMany(batch => batch.Uses).ShouldHaveSingleItem().Cpus.ShouldBe(documents.Length);
            var events = await store.ReadEventsAsync(new(1), TestContext.Current.CancellationToken);
            events.ShouldHaveSingleItem().Number.ShouldBe(documents.Length);
            acknowledged = documents.Length;
        }

        acknowledged.ShouldBeGreaterThan(Kills);
    }

    /// <summary>What the killed process does: commits numbered placements, and says how many are done.</summary>
    public static async Task<int> CommitAsync(string connection, int from)
    {
        await using var store = await FleetStores.OpenAsync(connection, TimeProvider.System, CancellationToken.None);
        for (var next = from; ; next += 5)
        {
            var outcomes = await store.CommitAsync([.. Enumerable.Range(next, 5).Select(Placement)], CancellationToken.None);
            if (outcomes.Any(outcome => outcome is not CommitOutcome.Done))
            {
                return 1;
            }

            Console.WriteLine(next + 5);
        }
    }

    private static Commit Placement(int number) => new()
    {
        Writes = [Write(number.ToString(CultureInfo.InvariantCulture), "placed", 0)],
        Takes = [new($"vm:{number}", "me")],
        Claims = [Claim(number)],
        Uses = [new(Host, 1, 1, long.MaxValue, long.MaxValue)],
        Events = [Event($"vm/{number}")],
    };

    private static async Task<int> CommitUntilKilledAsync(string connection, int from, Random random)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment[Program.CommitsTo] = connection;
        start.Environment[Program.CommitsFrom] = from.ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        var acknowledged = from;
        var until = random.Next(1, 60);
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            acknowledged = int.Parse(line, CultureInfo.InvariantCulture);
            if (--until == 0)
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        until.ShouldBeLessThanOrEqualTo(0, "the process ended before it was killed");
        return acknowledged;
    }
}
