using Microsoft.Extensions.Logging;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;

namespace Vfleet.Engine.Hosts;

/// <summary>Says that this engine lives, and notices hosts that are silent for too long.</summary>
internal sealed partial class HostWatch(
    FleetState state, Committer committer, FleetChanges changes, HostReports reports, EngineIdentity engine, EngineOptions options, ILogger log, TimeProvider time)
{
    private static readonly TimeSpan s_signs = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_dead = TimeSpan.FromSeconds(35);
    private readonly DateTimeOffset _started = time.GetUtcNow();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5), time);
        var lastSign = DateTimeOffset.MinValue;
        do
        {
            try
            {
                if (time.GetUtcNow() - lastSign >= s_signs)
                {
                    await SignAsync(cancellationToken);
                    lastSign = time.GetUtcNow();
                }

                await LookAsync(cancellationToken);
            }
            catch (Storage.StoreException fault)
            {
                LogFailed(fault);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task SignAsync(CancellationToken cancellationToken)
    {
        var commit = new FleetCommit(state);
        commit.Write(FleetKinds.Engines, null, new EngineSign(engine.Id, engine.Name, time.GetUtcNow()), null);
        foreach (var entry in state.Engines.Entries.Where(entry => time.GetUtcNow() - entry.Value.Seen > TimeSpan.FromMinutes(10)))
        {
            commit.Delete(FleetKinds.Engines, entry.Value, entry.Revision);
        }

        await committer.CommitAsync(commit, cancellationToken);
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var contact in state.Contacts.Values.Where(contact => !contact.IsLost && IsSilent(contact, now)).ToList())
        {
            var commit = new FleetCommit(state);
            commit.Write(FleetKinds.Contacts, contact, contact with { IsLost = true }, null);
            await committer.CommitAsync(commit, cancellationToken);
            reports.Forget(contact.HostId);
            await changes.UpdateAsync(
                FleetKinds.Hosts,
                FleetKinds.Text(contact.HostId),
                null,
                host => host.Status == HostStatus.Up
                    ? host with { Status = HostStatus.Unreachable, StatusReason = $"its agent has not reported for {options.SilenceLimit.TotalSeconds:0} s" }
                    : host,
                Caller.Engine,
                new ChangeOptions { IsOwn = true, Message = "the host is silent: no VM is placed on it until it reports again" },
                cancellationToken);
        }
    }

    private bool IsSilent(HostContact contact, DateTimeOffset now)
    {
        if (contact.EngineId == engine.Id)
        {
            return reports.SessionOf(contact.HostId) is not { } session || now - session.LastReport > options.SilenceLimit;
        }

        // The engine that it talked to is gone: the host has as long to come to another one.
        var isGone = state.Engines.Find(FleetKinds.Text(contact.EngineId)) is not { } other || now - other.Seen > s_dead;
        return isGone && now - _started > options.SilenceLimit && now - contact.Since > options.SilenceLimit
            && (state.Engines.Find(FleetKinds.Text(contact.EngineId)) is not { } dead || now - dead.Seen > options.SilenceLimit);
    }

    [LoggerMessage(1010, LogLevel.Warning, "Silent hosts cannot be noted")]
    private partial void LogFailed(Exception fault);
}
