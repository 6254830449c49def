using Vfleet.Domain.Problems;

namespace Vfleet.Server.Answering;

/// <summary>Problems that only requests have.</summary>
internal static class ServerCode
{
    /// <summary>No such address.</summary>
    public static ProblemCode RouteUnknown { get; } = new("ROUTE_UNKNOWN", ProblemKind.NotFound);

    /// <summary>The address does not know the method.</summary>
    public static ProblemCode MethodUnknown { get; } = new("METHOD_UNKNOWN", ProblemKind.Usage);

    /// <summary>The body is of another media type.</summary>
    public static ProblemCode MediaType { get; } = new("MEDIA_TYPE", ProblemKind.Usage);

    /// <summary>The body has a member that is not known.</summary>
    public static ProblemCode MemberUnknown { get; } = new("MEMBER_UNKNOWN", ProblemKind.Usage);

    /// <summary>A member that only the engine sets.</summary>
    public static ProblemCode ReadOnly { get; } = new("READ_ONLY", ProblemKind.Usage);

    /// <summary>A query parameter that is not known, or has a value that it cannot have.</summary>
    public static ProblemCode Query { get; } = new("QUERY", ProblemKind.Usage);

    /// <summary>A header has a value that it cannot have.</summary>
    public static ProblemCode Header { get; } = new("HEADER", ProblemKind.Usage);

    /// <summary>The body is too large.</summary>
    public static ProblemCode TooLarge { get; } = new("TOO_LARGE", ProblemKind.Usage);

    /// <summary>The body nests too deeply.</summary>
    public static ProblemCode TooDeep { get; } = new("TOO_DEEP", ProblemKind.Usage);

    /// <summary>The resource is not the one that the caller saw.</summary>
    public static ProblemCode Stale { get; } = new("STALE", ProblemKind.Refused);

    /// <summary>Nobody is logged in.</summary>
    public static ProblemCode Unauthenticated { get; } = new("UNAUTHENTICATED", ProblemKind.Permission);

    /// <summary>User or password are wrong.</summary>
    public static ProblemCode LoginFailed { get; } = new("LOGIN_FAILED", ProblemKind.Permission);

    /// <summary>Too many log-ins failed, or too much is asked at once.</summary>
    public static ProblemCode TooMany { get; } = new("TOO_MANY", ProblemKind.Busy);

    /// <summary>A password is too short or too long.</summary>
    public static ProblemCode Password { get; } = new("PASSWORD_INVALID", ProblemKind.Usage);

    /// <summary>The join token is none, is used, or has ended.</summary>
    public static ProblemCode TokenInvalid { get; } = new("TOKEN_INVALID", ProblemKind.Permission);

    /// <summary>A request for a certificate cannot be used.</summary>
    public static ProblemCode CertificateRequest { get; } = new("CERTIFICATE_REQUEST", ProblemKind.Usage);

    /// <summary>The agent showed no certificate of the fleet's authority.</summary>
    public static ProblemCode CertificateUnknown { get; } = new("CERTIFICATE_UNKNOWN", ProblemKind.Permission);

    /// <summary>The host is revoked or removed.</summary>
    public static ProblemCode HostRevoked { get; } = new("HOST_REVOKED", ProblemKind.Permission);

    /// <summary>A report has values that no host can have.</summary>
    public static ProblemCode ReportInvalid { get; } = new("REPORT_INVALID", ProblemKind.Usage);

    /// <summary>The request took too long.</summary>
    public static ProblemCode TimedOut { get; } = new("TIMED_OUT", ProblemKind.Timeout);

    /// <summary>The store does not answer.</summary>
    public static ProblemCode StoreUnavailable { get; } = new("STORE_UNAVAILABLE", ProblemKind.Unavailable);

    /// <summary>A defect of the engine.</summary>
    public static ProblemCode Internal { get; } = new("INTERNAL", ProblemKind.Failed);
}
