using Vfleet.Fault.Tests.Links;
using Vfleet.Fault.Tests.Scenes;
using Vfleet.TestKit.Postgres;

namespace Vfleet.Fault.Tests.Torment;

/// <summary>Kills engines, breaks links and lets PostgreSQL crash, one thing after the other, in an order that its seed decides.</summary>
public sealed class Tormentor(IReadOnlyList<EngineSeat> engines, PostgresServer postgres, string database, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<string> _deeds = [];
    private readonly List<Task> _healing = [];

    /// <summary>What it did.</summary>
    public IReadOnlyList<string> Deeds => _deeds;

    /// <summary>Does something every few seconds.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Seconds(0.3, 3), TimeProvider.System, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            var engine = engines[_random.Next(engines.Count)];
            switch (_random.Next(20))
            {
                case < 5:
                    await KillAsync(engine, Seconds(0, 3));
                    break;
                case < 6:
                    await CrashPostgresAsync();
                    break;
                case < 12:
                    Break(engine.ToStore);
                    break;
                default:
                    Break(_random.Next(2) == 0 ? engine.ToClients : engine.ToAgents);
                    break;
            }

            _healing.RemoveAll(task => task.IsCompletedSuccessfully);
        }

        await Task.WhenAll(_healing);
    }

    private async Task KillAsync(EngineSeat engine, TimeSpan away)
    {
        if (engine.IsRunning)
        {
            Note($"kills {engine.Name} for {away.TotalSeconds:F1} s");
            await engine.KillAsync();
            _healing.Add(Task.Run(async () =>
            {
                await Task.Delay(away, TimeProvider.System);
                await engine.StartAsync(database, CancellationToken.None);
            }));
        }
    }

    private async Task CrashPostgresAsync()
    {
        Note("crashes PostgreSQL");
        await postgres.StopAsync("immediate");
        await Task.Delay(Seconds(0, 1), TimeProvider.System);
        await postgres.StartAsync();
    }

    private void Break(Link link)
    {
        if (link.State != LinkState.Open || link.Delay > TimeSpan.Zero)
        {
            return;
        }

        var (how, time, isResumed) = (_random.Next(3), Seconds(0.2, 9), _random.Next(2) == 0);
        Note($"{(how == 0 ? "cuts" : how == 1 ? "delays" : isResumed ? "hangs" : "hangs and then cuts")} {link.Name} for {time.TotalSeconds:F1} s");
        if (how == 1)
        {
            link.Delay = Seconds(0.01, 0.4);
        }
        else
        {
            link.Be(how == 0 ? LinkState.Cut : LinkState.Hung);
        }

        _healing.Add(Task.Run(async () =>
        {
            await Task.Delay(time, TimeProvider.System);
            if (how == 2 && !isResumed)
            {
                link.Be(LinkState.Cut);
            }

            link.Delay = TimeSpan.Zero;
            link.Be(LinkState.Open);
        }));
    }

    private TimeSpan Seconds(double least, double most) => TimeSpan.FromSeconds(least + (_random.NextDouble() * (most - least)));

    private void Note(string deed) => _deeds.Add($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {deed}");
}
