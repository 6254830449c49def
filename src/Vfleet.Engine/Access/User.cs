using System.Collections.Immutable;

namespace Vfleet.Engine.Access;

/// <summary>Somebody who may log in.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name, unique in the fleet.</param>
public sealed record User(Guid Id, string Name)
{
    /// <summary>The hash of the password with its salt and cost; never told.</summary>
    public string PasswordHash { get; init; } = "";

    /// <summary>What the user may do.</summary>
    public ImmutableArray<Grant> Grants { get; init; } = [];

    /// <summary>When the password was last set: log-ins from before are over.</summary>
    public DateTimeOffset PasswordChanged { get; init; }

    /// <summary>Whether the user may not log in now.</summary>
    public bool IsDisabled { get; init; }
}

/// <summary>A role and where it holds.</summary>
/// <param name="Role">What may be done.</param>
/// <param name="DataCenter">Where; null for the whole fleet, unless a cluster is named.</param>
/// <param name="Cluster">Where; null for the whole data centre or fleet.</param>
public sealed record Grant(AccessRole Role, Guid? DataCenter = null, Guid? Cluster = null);

/// <summary>What may be done; each may do what those before it may.</summary>
public enum AccessRole
{
    /// <summary>Read.</summary>
    Viewer,

    /// <summary>Make, place and change VMs.</summary>
    Operator,

    /// <summary>Everything.</summary>
    Admin,
}
