namespace Vfleet.Linux.Netlink.Route;

/// <summary>Something that happened to the links of a network namespace.</summary>
public abstract record LinkEvent
{
    private LinkEvent()
    {
    }

    /// <summary>A link was made, or something about it changed.</summary>
    /// <param name="Link">The link as it is now, without VF details.</param>
    public sealed record Changed(Link Link) : LinkEvent;

    /// <summary>A link is gone (removed, or moved to another network namespace).</summary>
    /// <param name="Link">The link as it was last.</param>
    public sealed record Removed(Link Link) : LinkEvent;

    /// <summary>Events were lost because this reader was too slow (ENOBUFS): list the links again.</summary>
    public sealed record Resync : LinkEvent;
}
