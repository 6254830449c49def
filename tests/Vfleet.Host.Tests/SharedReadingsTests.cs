using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.TestKit.FakeHost;

namespace Vfleet.Host.Tests;

public sealed class SharedReadingsTests
{
    private readonly Queue<TaskCompletionSource<ObservedHost>> _readings = [];
    private int _opened;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ObservedHost Named(string pf) => new() { Pfs = [new ObservedPf(default) { Vendor = pf }] };

    [Fact]
    public async Task Who_asks_while_a_reading_goes_on_gets_the_next_one_with_all_others_who_ask()
    {
        await using var readings = new SharedReadings(Open);
        var first = readings.ReadAsync(Token);
        await BegunAsync(1);
        var (second, third) = (readings.ReadAsync(Token), readings.ReadAsync(Token));

        Answer(Named("a"));
        (await first).Pfs[0].Vendor.ShouldBe("a");
        await BegunAsync(1);
        Answer(Named("b"));

        (await second).ShouldBeSameAs(await third);
        (await second).Pfs[0].Vendor.ShouldBe("b");
        _opened.ShouldBe(1, "the host stays open");
    }

    [Fact]
    public async Task A_reading_that_fails_or_that_libvirt_does_not_answer_is_made_anew_by_a_host_that_is_opened_anew()
    {
        await using var readings = new SharedReadings(Open);
        var broken = readings.ReadAsync(Token);
        await BegunAsync(1);
        var waiting = readings.ReadAsync(Token);
        Fail(new IOException("no netlink"));
        await Should.ThrowAsync<IOException>(() => broken);
        await BegunAsync(1);
        Answer(Named("a") with { LibvirtProblem = new Problem(ProblemCode.LibvirtUnavailable, "no libvirt", "start it") });
        (await waiting).LibvirtProblem.ShouldNotBeNull();

        var last = readings.ReadAsync(Token);
        await BegunAsync(1);
        Answer(Named("b"));

        (await last).Pfs[0].Vendor.ShouldBe("b");
        _opened.ShouldBe(3);
    }

    [Fact]
    public async Task Who_waits_no_longer_takes_nothing_from_the_others()
    {
        await using var readings = new SharedReadings(Open);
        using var gone = new CancellationTokenSource();
        var first = readings.ReadAsync(Token);
        await BegunAsync(1);
        var (impatient, patient) = (readings.ReadAsync(gone.Token), readings.ReadAsync(Token));

        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => impatient);
        Answer(Named("a"));
        (await first).Pfs[0].Vendor.ShouldBe("a");
        await BegunAsync(1);
        Answer(Named("b"));

        (await patient).Pfs[0].Vendor.ShouldBe("b");
    }

    private void Answer(ObservedHost host)
    {
        lock (_readings)
        {
            _readings.Dequeue().SetResult(host);
        }
    }

    private void Fail(Exception fault)
    {
        lock (_readings)
        {
            _readings.Dequeue().SetException(fault);
        }
    }

    private async Task BegunAsync(int count)
    {
        for (var tries = 0; tries < 1000; tries++)
        {
            lock (_readings)
            {
                if (_readings.Count == count)
                {
                    return;
                }
            }

            await Task.Delay(2, Token);
        }

        throw new InvalidOperationException("no reading begins");
    }

    private ScriptedHost Open()
    {
        _opened++;
        return new ScriptedHost(new ObservedHost()) { Read = Reading };
    }

    private Task<ObservedHost> Reading()
    {
        var reading = new TaskCompletionSource<ObservedHost>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_readings)
        {
            _readings.Enqueue(reading);
        }

        return reading.Task;
    }
}
