using Vfleet.Libvirt.Interop;

namespace Vfleet.Libvirt.Connection;

/// <summary>libvirt as installed on this machine. The library is loaded at the first open, not before.</summary>
public sealed class LibvirtClient : ILibvirt
{
    private readonly Func<LibvirtLibrary.Preparation> _prepare;

    /// <summary>Uses <c>libvirt.so.0</c>.</summary>
    public LibvirtClient()
        : this(LibvirtLibrary.Prepare)
    {
    }

    internal LibvirtClient(Func<LibvirtLibrary.Preparation> prepare) => _prepare = prepare;

    /// <inheritdoc/>
    public async Task<OpenOutcome> OpenAsync(ConnectionOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        var opening = Task.Run(() => Open(options), CancellationToken.None);
        try
        {
            return await opening.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!opening.IsCompleted)
        {
            _ = CloseWhenOpenAsync(opening);
            throw;
        }
    }

    private static async Task CloseWhenOpenAsync(Task<OpenOutcome> opening)
    {
        if (await opening is Opened opened)
        {
            await opened.Connection.DisposeAsync();
        }
    }

    private OpenOutcome Open(ConnectionOptions options)
    {
        var prepared = _prepare();
        if (prepared.Problem is { } problem)
        {
            return problem;
        }

        try
        {
            return new Opened(LibvirtConnection.Open(options, prepared.Version!.Value));
        }
        catch (LibvirtException failure)
        {
            return LibvirtUnavailable.ConnectFailed(failure);
        }
    }
}
