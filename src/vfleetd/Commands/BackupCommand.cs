using Vfleet.Server.Configuring;
using Vfleet.Storage;

namespace Vfleet.Server.Commands;

/// <summary><c>vfleetd backup</c>.</summary>
internal static class BackupCommand
{
    /// <summary>Writes a copy of the store.</summary>
    /// <param name="options">Where the store is.</param>
    /// <param name="file">The file.</param>
    /// <param name="surroundings">What is around the program.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ServerOptions options, string file, ServerSurroundings surroundings, CancellationToken cancellationToken)
    {
        try
        {
            var written = await FleetStores.BackUpAsync(options.StoreConnection, file, surroundings.Time, cancellationToken);
            await surroundings.Out.WriteLineAsync(
                $"{file}: {written.Documents} documents, {written.Claims} claims, {written.Events} events up to commit {written.Revision}, {written.Bytes} bytes. It holds keys: keep it as safe as the store.");
            return 0;
        }
        catch (StoreException fault)
        {
            return surroundings.Refuse(fault);
        }
    }
}
