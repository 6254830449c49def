using System.Globalization;
using Vfleet.Storage.Tests.Contract;
using Xunit.Runner.InProc.SystemConsole;

namespace Vfleet.Storage.Tests;

/// <summary>Runs the tests; or, told so by its environment, is the process of <see cref="KillContract"/> that commits until it is killed.</summary>
internal static class Program
{
    public const string CommitsTo = "VFLEET_TEST_COMMITS_TO";
    public const string CommitsFrom = "VFLEET_TEST_COMMITS_FROM";

    public static async Task<int> Main(string[] args) => Environment.GetEnvironmentVariable(CommitsTo) is { } connection
        ? await KillContract.CommitAsync(connection, int.Parse(Environment.GetEnvironmentVariable(CommitsFrom)!, CultureInfo.InvariantCulture))
        : await ConsoleRunner.Run(args);
}
