using Microsoft.Extensions.Logging.Abstractions;
using Vfleet.Domain.Problems;
using Vfleet.Engine;
using Vfleet.Server.Configuring;
using Vfleet.Server.Running;
using Vfleet.Storage;

namespace Vfleet.Server.Commands;

/// <summary><c>vfleetd reset-password</c>.</summary>
internal static class ResetPasswordCommand
{
    /// <summary>Gives a user a new password.</summary>
    /// <param name="options">Where the store is.</param>
    /// <param name="user">The user.</param>
    /// <param name="surroundings">What is around the program.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ServerOptions options, string user, ServerSurroundings surroundings, CancellationToken cancellationToken)
    {
        try
        {
            var store = await FleetStores.OpenAsync(options.StoreConnection, surroundings.Time, cancellationToken);
            using var metrics = new EngineMetrics();
            await using var engine = await FleetEngine.OpenAsync(store, new EngineOptions(), metrics, NullLogger.Instance, surroundings.Time, cancellationToken);
            if (await FirstAdministrator.ResetAsync(engine, user, surroundings.Time, cancellationToken) is not { } password)
            {
                return surroundings.Refuse([new Problem(EngineCode.Unknown, $"there is no user '{user}'", "the first one is called admin", "user")]);
            }

            await surroundings.Out.WriteLineAsync($"The password of {user} is {password} now (it is shown only here); log-ins from before are over");
            return 0;
        }
        catch (StoreException fault)
        {
            return surroundings.Refuse(fault);
        }
    }
}
