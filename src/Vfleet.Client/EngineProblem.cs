using Vfleet.Api.Answers;

namespace Vfleet.Client;

/// <summary>Why an engine did not do what it was asked.</summary>
/// <param name="Engine">Its address.</param>
public abstract record EngineProblem(Uri Engine)
{
    /// <summary>It answered, and said no.</summary>
    /// <param name="Engine">Its address.</param>
    /// <param name="Status">The HTTP status code.</param>
    /// <param name="Details">Every reason.</param>
    public sealed record Refused(Uri Engine, int Status, ProblemDetails Details) : EngineProblem(Engine);

    /// <summary>There is no connection to it.</summary>
    /// <param name="Engine">Its address.</param>
    /// <param name="Reason">The system's words.</param>
    public sealed record Unreachable(Uri Engine, string Reason) : EngineProblem(Engine);

    /// <summary>It is not known to be the engine that is meant.</summary>
    /// <param name="Engine">Its address.</param>
    /// <param name="Reason">What is wrong with its certificate.</param>
    /// <param name="Fingerprint">The certificate's fingerprint.</param>
    public sealed record Untrusted(Uri Engine, string Reason, CertificateFingerprint? Fingerprint) : EngineProblem(Engine);

    /// <summary>It did not answer in time.</summary>
    /// <param name="Engine">Its address.</param>
    /// <param name="After">How long was waited.</param>
    public sealed record Silent(Uri Engine, TimeSpan After) : EngineProblem(Engine);

    /// <summary>What answers there does not speak as an engine does.</summary>
    /// <param name="Engine">Its address.</param>
    /// <param name="Reason">What is odd about its answer.</param>
    public sealed record Strange(Uri Engine, string Reason) : EngineProblem(Engine);
}

/// <summary>An engine did not do what it was asked.</summary>
/// <param name="problem">Why.</param>
/// <param name="inner">What the network said.</param>
public sealed class EngineException(EngineProblem problem, Exception? inner = null) : Exception($"{problem.Engine}: {problem}", inner)
{
    /// <summary>Why.</summary>
    public EngineProblem Problem => problem;

    /// <summary>Whether the same may succeed later without anybody changing anything.</summary>
    public bool IsTransient => problem is EngineProblem.Unreachable or EngineProblem.Silent or EngineProblem.Refused { Status: 429 or 502 or 503 or 504 };
}
