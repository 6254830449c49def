namespace Vfleet.Libvirt.Connection;

/// <summary>What opening a connection came to: <see cref="Opened"/> or <see cref="LibvirtUnavailable"/>.</summary>
public abstract record OpenOutcome
{
    private protected OpenOutcome()
    {
    }

    /// <summary>The connection, for callers that cannot go on without one.</summary>
    /// <returns>The open connection.</returns>
    /// <exception cref="LibvirtUnavailableException">There is none.</exception>
    public ILibvirtConnection Require() => this switch
    {
        Opened opened => opened.Connection,
        LibvirtUnavailable unavailable => throw new LibvirtUnavailableException(unavailable),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>A connection is open; who receives it disposes it.</summary>
/// <param name="Connection">The connection.</param>
public sealed record Opened(ILibvirtConnection Connection) : OpenOutcome;

/// <summary>No connection to libvirt, for callers that need one.</summary>
/// <param name="unavailable">Why, and what to do.</param>
public sealed class LibvirtUnavailableException(LibvirtUnavailable unavailable)
    : Exception($"{unavailable.Problem}; {unavailable.Remedy}")
{
    /// <summary>Why, and what to do.</summary>
    public LibvirtUnavailable Unavailable { get; } = unavailable;
}
