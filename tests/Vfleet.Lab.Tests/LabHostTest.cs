using Vfleet.Lab.Hosts;

namespace Vfleet.Lab.Tests;

/// <summary>Tests on the one emulated host that those of a collection share: it takes commands when each of them begins, whatever became of it before.</summary>
[Collection(LabHostFixture.Collection)]
public abstract class LabHostTest(LabHostFixture fixture) : IAsyncLifetime
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected LabHost Host => fixture.Host;

    protected RunningLab Lab => fixture.Lab;

    public async ValueTask InitializeAsync()
    {
        LabTests.SkipWithoutLab();
        await ReviveAsync();
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Runs a test that starts guests, and runs it again when the host's kernel panicked meanwhile: virtualization inside an emulated
    /// machine now and then corrupts it (seen: "corrupted stack end detected inside scheduler"), whoever started the guest.
    /// </summary>
    protected async Task WithGuestsAsync(Func<Task> test)
    {
        try
        {
            await test();
        }
        catch (Exception fault) when (Host.Console.ShowsPanic)
        {
            TestContext.Current.SendDiagnosticMessage($"the emulated host panicked, once more: {fault.Message}\n{Host.Console.Tail(40)}");
            await ReviveAsync();
            await test();
        }
    }

    private async Task ReviveAsync()
    {
        if (Host.IsOn && !Host.Console.ShowsPanic)
        {
            return;
        }

        await Host.PowerCutAsync(Token);
        await Host.StartAsync(Token);
        await Host.WaitForSshAsync(cancellationToken: Token);
    }
}
