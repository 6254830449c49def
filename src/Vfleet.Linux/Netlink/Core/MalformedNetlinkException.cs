namespace Vfleet.Linux.Netlink.Core;

/// <summary>Bytes that claim to be netlink contradict themselves: a length that does not fit, a value of the wrong size.</summary>
public sealed class MalformedNetlinkException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="problem">What does not fit, with the numbers.</param>
    public MalformedNetlinkException(string problem)
        : base("malformed netlink: " + problem)
    {
    }
}
