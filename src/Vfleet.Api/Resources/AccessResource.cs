namespace Vfleet.Api.Resources;

/// <summary>POST to <see cref="Routes.Session"/>.</summary>
/// <param name="User">The user's name.</param>
/// <param name="Password">The password.</param>
public sealed record LoginRequest(string User, string Password);

/// <summary>What a log-in gives.</summary>
/// <param name="Token">To be sent as <c>Authorization: Bearer TOKEN</c>.</param>
/// <param name="User">The user.</param>
/// <param name="Expires">When it ends.</param>
public sealed record LoginAnswer(string Token, string User, DateTimeOffset Expires);

/// <summary>A user.</summary>
public sealed record UserResource
{
    /// <summary>Its id; set by the engine.</summary>
    public Guid? Id { get; init; }

    /// <summary>The name, unique in the fleet.</summary>
    public string? Name { get; init; }

    /// <summary>A new password, 12-256 characters; never shown.</summary>
    public string? Password { get; init; }

    /// <summary>What the user may do.</summary>
    public IReadOnlyList<GrantResource>? Grants { get; init; }

    /// <summary>Whether the user may not log in now; false when left out.</summary>
    public bool? Disabled { get; init; }
}

/// <summary>A role and where it holds.</summary>
/// <param name="Role">What may be done.</param>
/// <param name="Scope"><c>fleet</c>, <c>datacenter/ID</c> or <c>cluster/ID</c>.</param>
public sealed record GrantResource(Role Role, string Scope = "fleet");

/// <summary>What may be done; each may do what those before it may.</summary>
public enum Role
{
    /// <summary>Read.</summary>
    Viewer,

    /// <summary>Make, place and change VMs.</summary>
    Operator,

    /// <summary>Everything: hosts, networks, profiles, users.</summary>
    Admin,
}

/// <summary>An API token.</summary>
public sealed record TokenResource
{
    /// <summary>Its id; set by the engine.</summary>
    public Guid? Id { get; init; }

    /// <summary>What it is for.</summary>
    public string? Name { get; init; }

    /// <summary>Whose it is; the caller's when left out.</summary>
    public Reference? User { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When it ends; never when null.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>When it was last used, to about a minute.</summary>
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>The token itself: only in the answer that makes it.</summary>
    public string? Secret { get; init; }
}

/// <summary>A token with which one host joins.</summary>
public sealed record EnrolmentResource
{
    /// <summary>Its id; set by the engine.</summary>
    public Guid? Id { get; init; }

    /// <summary>The cluster that the host will belong to; the only one when left out.</summary>
    public Reference? Cluster { get; init; }

    /// <summary>The host's name; the one that it gives when null.</summary>
    public string? HostName { get; init; }

    /// <summary>How many minutes it holds, 1-10080; 60 when left out.</summary>
    public int? Minutes { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The token itself: only in the answer that makes it.</summary>
    public string? Token { get; init; }

    /// <summary>The host that joined with it.</summary>
    public Reference? Host { get; init; }
}
