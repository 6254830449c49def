namespace Vfleet.Storage;

/// <summary>The store does not work: a disk that is full, a server that is gone, a file of a later version.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Makes it.</summary>
    /// <param name="operation">What was tried, as <c>commit</c>.</param>
    /// <param name="target">The store.</param>
    /// <param name="reason">What the database said.</param>
    /// <param name="remedy">What the reader can do.</param>
    /// <param name="inner">The cause.</param>
    public StoreException(string operation, string target, string reason, string remedy, Exception? inner = null)
        : base($"{operation} on {target}: {reason}; {remedy}", inner)
    {
        (Operation, Target, Reason, Remedy) = (operation, target, reason, remedy);
    }

    /// <summary>What was tried.</summary>
    public string Operation { get; }

    /// <summary>The store.</summary>
    public string Target { get; }

    /// <summary>What the database said.</summary>
    public string Reason { get; }

    /// <summary>What the reader can do.</summary>
    public string Remedy { get; }

    /// <summary>Whether trying again may help.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Whether what was tried may have been carried out all the same.</summary>
    public bool IsUncertain { get; init; }
}
