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

    /// <summary>The database's own code, for messages; 0 when there is none.</summary>
    public int Code { get; init; }

    /// <summary>Whether the reader was away for so long that it must read the whole fleet again.</summary>
    public bool NeedsReadingAnew { get; init; }

    /// <summary>Traces of deleted documents that the reader has not seen are gone.</summary>
    /// <param name="target">The store.</param>
    /// <param name="after">The commit up to which the reader knows all.</param>
    /// <param name="pruned">The commit up to which traces are gone.</param>
    /// <returns>It.</returns>
    public static StoreException MustReadAnew(string target, long after, long pruned) =>
        new("read changes", target, $"what was deleted up to commit {pruned} has been pruned, and only all up to {after} is known", "read the whole fleet anew, from 0")
        {
            NeedsReadingAnew = true,
        };
}
