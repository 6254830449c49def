namespace Vfleet.Storage.Tests.Contract;

/// <summary>Where a test has its store: a file, or a database of its own on a server.</summary>
public abstract class StorePlace : IAsyncDisposable
{
    /// <summary>Its connection string.</summary>
    public abstract Task<string> ConnectAsync();

    public async Task<IFleetStore> OpenAsync(TimeProvider? time = null) =>
        await FleetStores.OpenAsync(await ConnectAsync(), time ?? TimeProvider.System, TestContext.Current.CancellationToken);

    public abstract ValueTask DisposeAsync();
}
