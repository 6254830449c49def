namespace Vfleet.Engine.Access;

/// <summary>A token that stands for a user: made by a log-in, or for a program.</summary>
/// <param name="Id">The id.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Hash">SHA-256 of the token, hexadecimal; the token itself is nowhere kept.</param>
/// <param name="Created">When it was made.</param>
public sealed record ApiToken(Guid Id, Guid UserId, string Hash, DateTimeOffset Created)
{
    /// <summary>What it is for.</summary>
    public string Name { get; init; } = "";

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Whether a log-in made it, which ends at log-out.</summary>
    public bool IsSession { get; init; }
}
