namespace Vfleet.Libvirt.Domains;

/// <summary>Defining, starting and stopping domains.</summary>
public interface IDomainLifecycle
{
    /// <summary>Defines a domain, or changes the definition of the domain with the same name and UUID.</summary>
    /// <param name="xml">The domain's document.</param>
    /// <param name="validate">
    /// Whether libvirt checks it against its schema first: right for a document of our own, too strict for one that
    /// others wrote and that already runs.
    /// </param>
    /// <param name="cancellationToken">Gives up before the call, not during it.</param>
    /// <returns>The domain.</returns>
    Task<DomainEntry> DefineAsync(string xml, bool validate, CancellationToken cancellationToken);

    /// <summary>Starts a domain that has no definition: it is gone when it ends.</summary>
    /// <param name="xml">The domain's document.</param>
    /// <param name="cancellationToken">Gives up before the call, not during it.</param>
    /// <returns>The running domain.</returns>
    Task<DomainEntry> CreateTransientAsync(string xml, CancellationToken cancellationToken);

    /// <summary>Starts a defined domain.</summary>
    /// <param name="domain">UUID of the domain.</param>
    /// <param name="cancellationToken">Gives up before the call, not during it.</param>
    /// <returns>Ends when the domain runs.</returns>
    Task StartAsync(Guid domain, CancellationToken cancellationToken);

    /// <summary>Asks the guest to shut down; it may take its time, or never do it.</summary>
    /// <param name="domain">UUID of the domain.</param>
    /// <param name="cancellationToken">Gives up before the call, not during it.</param>
    /// <returns>Ends when the guest has been asked.</returns>
    Task ShutdownAsync(Guid domain, CancellationToken cancellationToken);

    /// <summary>Asks the guest to reboot; it may take its time, or never do it. Its devices stay.</summary>
    /// <param name="domain">UUID of the domain.</param>
    /// <param name="cancellationToken">Gives up before the call, not during it.</param>
    /// <returns>Ends when the guest has been asked.</returns>
    Task RebootAsync(Guid domain, CancellationToken cancellationToken);

    /// <summary>Ends a running domain at once, as if its power were cut.</summary>
    /// <param name="domain">UUID of the domain.</param>
    /// <param name="cancellationToken">Gives up before the call, not during it.</param>
    /// <returns>Ends when it is off.</returns>
    Task DestroyAsync(Guid domain, CancellationToken cancellationToken);

    /// <summary>Removes a domain's definition with its saved state and snapshot records; disks stay.</summary>
    /// <param name="domain">UUID of the domain.</param>
    /// <param name="keepsNvram">Whether the file of its UEFI variables stays too.</param>
    /// <param name="cancellationToken">Gives up before the call, not during it.</param>
    /// <returns>Ends when the definition is gone.</returns>
    Task UndefineAsync(Guid domain, bool keepsNvram, CancellationToken cancellationToken);
}
