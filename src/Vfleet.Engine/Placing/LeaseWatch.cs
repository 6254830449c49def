using Microsoft.Extensions.Logging;

namespace Vfleet.Engine.Placing;

/// <summary>Gives up places whose time is over.</summary>
internal sealed partial class LeaseWatch(GivenPlaces places, ILogger log, TimeProvider time)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2), time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await places.EndLeasesAsync(cancellationToken);
            }
            catch (Storage.StoreException fault)
            {
                LogFailed(fault);
            }
        }
    }

    [LoggerMessage(1020, LogLevel.Warning, "Places whose time is over cannot be given up")]
    private partial void LogFailed(Exception fault);
}
