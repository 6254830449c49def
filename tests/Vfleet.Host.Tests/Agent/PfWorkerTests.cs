using System.Collections.Concurrent;
using Vfleet.Host.Agent;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeTime;

namespace Vfleet.Host.Tests.Agent;

public sealed class PfWorkerTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _go = new(0);
    private readonly SemaphoreSlim _ended = new(0);
    private readonly ConcurrentQueue<PfWorkEnd> _ends = new();
    private readonly PfWorker _worker;
    private readonly Task _running;

    public PfWorkerTests()
    {
        _worker = new PfWorker(new PciAddress(0, 1, 0, 0), Open, Ended, _time);
        _running = _worker.RunAsync(_stop.Token);
    }

    [Fact]
    public async Task What_is_handed_over_while_work_fails_is_not_tried_before_the_pause_is_over()
    {
        _worker.TryPost(new PfWork.Recover()).ShouldBeTrue();
        await WaitAsync(_begun);
        _worker.TryPost(new PfWork.Recover()).ShouldBeTrue("a look meanwhile finds the same");

        _go.Release(2);
        await WaitAsync(_ended);
        _worker.Pause.ShouldBe(TimeSpan.FromSeconds(2));
        _worker.TryPost(new PfWork.Recover()).ShouldBeFalse();
        (await _ended.WaitAsync(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken)).ShouldBeFalse("nothing is tried");

        _time.Advance(TimeSpan.FromSeconds(2));
        _worker.Pause.ShouldBeNull();
        _worker.TryPost(new PfWork.Recover()).ShouldBeTrue();
        await WaitAsync(_ended);
        _worker.Pause.ShouldBe(TimeSpan.FromSeconds(4));
        _ends.Count.ShouldBe(2);
    }

    public async ValueTask DisposeAsync()
    {
        _go.Release(10);
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        _begun.Dispose();
        _go.Dispose();
        _ended.Dispose();
    }

    private static async Task WaitAsync(SemaphoreSlim what) => (await what.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).ShouldBeTrue();

    private IHost Open()
    {
        _begun.Release();
        _go.Wait(TestContext.Current.CancellationToken);
        throw new IOException("the card refuses");
    }

    private void Ended(PfWorkEnd end)
    {
        _ends.Enqueue(end);
        _ended.Release();
    }
}
