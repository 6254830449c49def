using System.Net.Sockets;
using Vfleet.Fault.Tests.Links;
using Vfleet.Storage;
using Vfleet.TestKit.Postgres;

namespace Vfleet.Fault.Tests;

/// <summary>What one engine that is cut off from PostgreSQL does to the others.</summary>
public sealed class CutOffEngineTests
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task An_engine_that_is_cut_off_in_the_middle_of_a_commit_does_not_keep_the_others_waiting()
    {
        await using var server = new PostgresServer();
        await server.MakeAsync();
        var address = await server.MakeDatabaseAsync();
        await using var link = new Link("store", new UnixDomainSocketEndPoint(Path.Join(address.Host, ".s.PGSQL.5432")));
        await using var other = await FleetStores.OpenAsync(address.ConnectionString, TimeProvider.System, CancellationToken.None);
        await using var cutOff = await FleetStores.OpenAsync(
            $"Host=127.0.0.1;Port={link.Port};Username={address.Username};Database={address.Database};Timeout=2;Command Timeout=2;Cancellation Timeout=-1",
            TimeProvider.System,
            CancellationToken.None);
        using var over = new CancellationTokenSource();
        var committing = CommitUntilAsync(cutOff, over.Token);
        for (var i = 0; i < 5; i++)
        {
            // Sooner or later that falls between the reading and the writing of a commit.
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(50, 150)), TimeProvider.System, CancellationToken.None);
            link.Be(LinkState.Hung);
            (await other.CommitAsync([Write("other", i)], CancellationToken.None).WaitAsync(s_longest, TimeProvider.System, CancellationToken.None))[0].ShouldBeOfType<CommitOutcome.Done>();
            link.Be(LinkState.Cut);
            link.Be(LinkState.Open);
        }

        await over.CancelAsync();
        await committing;
    }

    private static async Task CommitUntilAsync(IFleetStore store, CancellationToken cancellationToken)
    {
        for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
            try
            {
                await store.CommitAsync([Write("cut off", i)], CancellationToken.None);
            }
            catch (StoreException)
            {
                // That is what the test is about.
            }
        }
    }

    private static Commit Write(string who, int number) => new() { Writes = [new DocumentWrite("test", $"{who} {number}", null, "{}"u8.ToArray())] };
}
