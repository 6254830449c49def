namespace Vfleet.Libvirt.Connection;

/// <summary>The way to libvirt: the installed library, or a fake in tests.</summary>
public interface ILibvirt
{
    /// <summary>Opens a connection.</summary>
    /// <param name="options">Where to and how.</param>
    /// <param name="cancellationToken">Gives up waiting; an open already under way is closed when it ends.</param>
    /// <returns><see cref="Opened"/>, or <see cref="LibvirtUnavailable"/> with the reason and a remedy.</returns>
    Task<OpenOutcome> OpenAsync(ConnectionOptions options, CancellationToken cancellationToken);
}
