using Vfleet.Engine;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Server.Access;

namespace Vfleet.Server.Running;

/// <summary>Makes the user with whom a new fleet begins, and sets passwords that were forgotten.</summary>
internal static class FirstAdministrator
{
    /// <summary>The user's name.</summary>
    public const string Name = "admin";

    /// <summary>Makes the first administrator, unless there are users.</summary>
    /// <param name="engine">The fleet.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The password; null when there are users.</returns>
    public static async Task<string?> MakeAsync(FleetEngine engine, TimeProvider time, CancellationToken cancellationToken)
    {
        if (engine.State.Users.Count > 0)
        {
            return null;
        }

        var password = Passwords.Random();
        var user = new User(Guid.CreateVersion7(time.GetUtcNow()), Name)
        {
            PasswordHash = Passwords.Hash(password),
            PasswordChanged = time.GetUtcNow(),
            Grants = [new Grant(AccessRole.Admin)],
        };

        // Another engine on the same store may have been faster: then its password holds.
        return await engine.Changes.AddAsync(FleetKinds.Users, user, Caller.Engine, false, cancellationToken) is ChangeResult<User>.Done ? password : null;
    }

    /// <summary>Sets a new password; the user may log in again.</summary>
    /// <param name="engine">The fleet.</param>
    /// <param name="name">The user.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The password; null when there is no such user.</returns>
    public static async Task<string?> ResetAsync(FleetEngine engine, string name, TimeProvider time, CancellationToken cancellationToken)
    {
        if (engine.State.OwnerOf($"user:{name}") is not { } id)
        {
            return null;
        }

        var password = Passwords.Random();
        var hash = Passwords.Hash(password);
        var result = await engine.Changes.UpdateAsync(
            FleetKinds.Users,
            id,
            null,
            user => user with { PasswordHash = hash, PasswordChanged = time.GetUtcNow(), IsDisabled = false },
            Caller.Engine,
            new ChangeOptions { Message = $"the password of {name} was set anew on the engine's machine" },
            cancellationToken);
        return result is ChangeResult<User>.Done ? password : null;
    }
}
