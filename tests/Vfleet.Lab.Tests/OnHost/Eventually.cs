using System.Runtime.CompilerServices;

namespace Vfleet.Lab.Tests.OnHost;

/// <summary>Waiting for what a host does in its own time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_most = TimeSpan.FromMinutes(3);

    /// <summary>Asks again and again until it is so.</summary>
    /// <param name="isSo">What to ask.</param>
    /// <param name="most">How long at most; three minutes when left out.</param>
    /// <param name="question">What the message quotes: the words of <paramref name="isSo"/>.</param>
    /// <exception cref="TimeoutException">It is not so after that.</exception>
    public static async Task IsAsync(Func<Task<bool>> isSo, TimeSpan? most = null, [CallerArgumentExpression(nameof(isSo))] string? question = null)
    {
        var longest = most ?? s_most;
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(began) > longest)
            {
                throw new TimeoutException($"not so after {longest.TotalMinutes} minutes: {question}");
            }

            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
