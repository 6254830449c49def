using Vfleet.Domain.Problems;

namespace Vfleet.Link;

/// <summary>Told what happens on the link; on any thread.</summary>
public interface ILinkLog
{
    /// <summary>Something happened that is as it should be.</summary>
    /// <param name="what">What, in a sentence.</param>
    void Link(string what);

    /// <summary>An operation takes its next step.</summary>
    /// <param name="operation">Its id.</param>
    /// <param name="what">Which step.</param>
    void Progress(Guid operation, string what);

    /// <summary>Something is in the way.</summary>
    /// <param name="problem">What.</param>
    void Problem(Problem problem);
}
