using Vfleet.Lab.Hosts;

namespace Vfleet.Lab.Tests;

/// <summary>Tests on emulated hosts that they share: those take commands when each test begins, whatever became of them before.</summary>
public abstract class LabTest : IAsyncLifetime
{
    private static readonly TimeSpan s_answer = TimeSpan.FromMinutes(1);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The hosts that its tests share.</summary>
    protected abstract IReadOnlyList<LabHost> Hosts { get; }

    public async ValueTask InitializeAsync()
    {
        LabTests.SkipWithoutLab();
        await MakeReadyAsync();
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Brings all that a test begins with about: every host takes commands.</summary>
    protected virtual async Task MakeReadyAsync()
    {
        foreach (var host in Hosts)
        {
            if (!await AnswersAsync(host))
            {
                await host.PowerCycleAsync(Token);
            }
        }
    }

    /// <summary>What explains a failed test besides its message.</summary>
    protected virtual Task<string> ExplainAsync() => Task.FromResult("");

    /// <summary>
    /// Runs a test that starts guests, and runs it again when an emulated host was lost meanwhile: virtualization inside an emulated machine now and then
    /// corrupts it (seen: "corrupted stack end detected inside scheduler") or lets it stand still (seen: a kworker "blocked for more than 120 seconds", and
    /// no answer any more), whoever started the guest.
    /// </summary>
    protected async Task WithGuestsAsync(Func<Task> test)
    {
        try
        {
            await test();
            return;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            var lost = await LostAsync();
            if (lost.Count == 0)
            {
                TestContext.Current.TestOutputHelper?.WriteLine(await ExplainedAsync());
                throw;
            }

            foreach (var host in lost)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"host {host.Name} was lost, once more: {fault.Message}\n{host.Console.Tail(40)}");
            }
        }

        await MakeReadyAsync();
        await test();
    }

    // A host that a test switched off is not lost.
    private async Task<IReadOnlyList<LabHost>> LostAsync()
    {
        var lost = new List<LabHost>();
        foreach (var host in Hosts)
        {
            if (host.HasCrashed || (host.IsOn && !await AnswersAsync(host)))
            {
                lost.Add(host);
            }
        }

        return lost;
    }

    // A test's own fault is what counts: another while it is explained is only told.
    private async Task<string> ExplainedAsync()
    {
        try
        {
            return await ExplainAsync();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return $"no more can be said: {fault.Message}";
        }
    }

    private static async Task<bool> AnswersAsync(LabHost host)
    {
        try
        {
            return host.IsOn && !host.HasCrashed && (await host.RunAsync("true", s_answer, Token)).Succeeded;
        }
        catch (LabException)
        {
            return false;
        }
    }
}
