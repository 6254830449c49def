using Vfleet.Domain.Problems;
using Vfleet.Server.Configuring;
using Vfleet.Storage;

namespace Vfleet.Server.Commands;

/// <summary><c>vfleetd restore</c>.</summary>
internal static class RestoreCommand
{
    /// <summary>Restores a backup.</summary>
    /// <param name="options">Where the store is.</param>
    /// <param name="file">The backup.</param>
    /// <param name="isReplacing">Whether what is in the store may be thrown away.</param>
    /// <param name="surroundings">What is around the program.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ServerOptions options, string file, bool isReplacing, ServerSurroundings surroundings, CancellationToken cancellationToken)
    {
        try
        {
            DataFolder.Make(options);
            var revision = await FleetStores.RestoreAsync(file, options.StoreConnection, isReplacing, surroundings.Time, cancellationToken);
            await surroundings.Out.WriteLineAsync($"{file} is restored, up to commit {revision}");
            return 0;
        }
        catch (StoreException fault)
        {
            return surroundings.Refuse(fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return surroundings.Refuse([new Problem(ProblemCode.FileFault, $"{options.Data} cannot be written: {fault.Message}", "check --data and who may write there")]);
        }
    }
}
