using System.Reflection;

namespace Vfleet.Server.Commands;

/// <summary><c>vfleetd version</c>.</summary>
internal static class VersionCommand
{
    /// <summary>Shows the version.</summary>
    /// <param name="surroundings">What is around the program.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ServerSurroundings surroundings)
    {
        await surroundings.Out.WriteLineAsync($"vfleetd {typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion}");
        return 0;
    }
}
