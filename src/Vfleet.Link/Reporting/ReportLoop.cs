using System.Threading.Channels;
using Vfleet.Api.Agents;
using Vfleet.Domain.Problems;
using Vfleet.Link.Connecting;
using Vfleet.Link.Renewing;

namespace Vfleet.Link.Reporting;

/// <summary>Tells the engine what the host is whenever that changes, and now and then that it is there.</summary>
/// <param name="connections">The engines.</param>
/// <param name="condition">How the link is.</param>
/// <param name="renewal">Renews the certificate when it is time.</param>
/// <param name="now">What there is to tell; null when the host has not been looked at.</param>
/// <param name="traffic">Reads what went through VFs.</param>
/// <param name="times">How long to wait.</param>
/// <param name="time">The clock.</param>
internal sealed class ReportLoop(
    EngineConnections connections, LinkCondition condition, CertificateRenewal renewal, Func<(ReportSections Sections, ReportState State)?> now,
    TrafficReading traffic, LinkTimes times, TimeProvider time)
{
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Channel<bool> _progress = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Reporter _reporter = new();
    private readonly Random _random = new();

    /// <summary>There is something to tell.</summary>
    public void Call() => _news.Writer.TryWrite(true);

    /// <summary>There is something to tell that may wait for more: how far something is.</summary>
    public void CallSoon() => _progress.Writer.TryWrite(true);

    /// <summary>Tells until cancelled.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pauses = new Pauses(times, _random);
        var failures = 0;
        while (true)
        {
            if (now() is not { } news)
            {
                await _news.Reader.ReadAsync(cancellationToken);
                continue;
            }

            var client = connections.Current;
            var state = news.State with { Traffic = await traffic.ReadAsync(cancellationToken) };
            switch (await _reporter.SendAsync(client, news.Sections, state, cancellationToken))
            {
                case EngineAnswer<ReportAnswer>.Ok:
                    condition.Answered(client.Engine);
                    if (await renewal.TryAsync(client, cancellationToken) is { } ends)
                    {
                        condition.Change(status => status with { CertificateEnds = ends });
                    }

                    failures = 0;
                    pauses.Reset();
                    await WaitAsync(times.Heartbeat * (0.8 + (0.4 * _random.NextDouble())), cancellationToken);
                    break;
                case EngineAnswer<ReportAnswer>.Refused { Problem: var problem } when problem.Code == ProblemCode.HostRevoked:
                    condition.Revoked(problem);
                    await Task.Delay(times.Revoked, time, cancellationToken);
                    break;
                case EngineAnswer<ReportAnswer>.Refused { Status: < 500, Problem: var problem }:
                    condition.Failed(client.Engine, problem);
                    await Task.Delay(pauses.Next(), time, cancellationToken);
                    break;
                case EngineAnswer<ReportAnswer>.Refused { Problem: var problem }:
                    await FailedAsync(client, problem, ++failures, pauses, cancellationToken);
                    break;
                case EngineAnswer<ReportAnswer>.Unreachable { Problem: var problem }:
                    await FailedAsync(client, problem, ++failures, pauses, cancellationToken);
                    break;
            }
        }
    }

    // Every engine is tried before a pause.
    private async Task FailedAsync(EngineClient client, Problem problem, int failures, Pauses pauses, CancellationToken cancellationToken)
    {
        if (client != connections.Current)
        {
            return;
        }

        condition.Failed(client.Engine, problem);
        connections.Failed(client);
        if (failures % connections.Count == 0)
        {
            await Task.Delay(pauses.Next(), time, cancellationToken);
        }
    }

    private async Task WaitAsync(TimeSpan most, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var news = _news.Reader.WaitToReadAsync(waiting.Token).AsTask();
        await Task.WhenAny(news, ProgressAsync(waiting.Token), Task.Delay(most, time, waiting.Token));
        await waiting.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        _news.Reader.TryRead(out _);
        _progress.Reader.TryRead(out _);
    }

    private async Task ProgressAsync(CancellationToken cancellationToken)
    {
        await _progress.Reader.WaitToReadAsync(cancellationToken);
        await Task.Delay(times.Progress, time, cancellationToken);
    }
}
