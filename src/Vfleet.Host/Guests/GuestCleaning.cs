using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Host.Guests.Seeds;
using Vfleet.Host.Locking;
using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Xml;

namespace Vfleet.Host.Guests;

/// <summary>
/// Leaves nothing of a guest on the host: ended, no definition of our making, its VFs put back, no seed image. What is gone already is passed
/// over, so that it may be called again after a kill at any moment.
/// </summary>
/// <param name="work">The host.</param>
/// <param name="seeds">The seed images.</param>
internal sealed class GuestCleaning(GuestWork work, SeedImage seeds)
{
    // QEMU with VFs may need long to give its memory back; libvirt gives up after some seconds and is asked again (src/util/virprocess.c).
    private const int MostKills = 5;

    private static readonly TimeSpan s_betweenKills = TimeSpan.FromSeconds(2);

    /// <summary>What there is of a guest.</summary>
    /// <param name="guest">The guest's UUID.</param>
    /// <param name="host">The host as read.</param>
    public GuestRemains Remains(Guid guest, ObservedHost host)
    {
        var found = GuestWork.Find(host, guest);
        return new GuestRemains(
            found,
            [.. host.Pfs.SelectMany(pf => pf.Vfs).Where(vf => vf.Record?.Owner.Uuid == guest).Select(vf => vf.Id)],
            seeds.Exists(guest));
    }

    /// <summary>What would be done, in sentences.</summary>
    /// <param name="remains">What there is.</param>
    /// <param name="host">The host as read.</param>
    public static IEnumerable<string> Steps(GuestRemains remains, ObservedHost host)
    {
        if (remains.Guest is { IsMade: true } guest)
        {
            yield return $"remove the definition of guest {guest.Name}";
        }

        foreach (var vf in remains.Guest is { IsMade: false } ? [] : remains.Recorded)
        {
            yield return $"reset {host.VfName(vf)} and put back what it was";
        }

        if (remains.HasSeed)
        {
            yield return "remove the seed image";
        }
    }

    /// <summary>Cleans up. It cannot be cancelled: half of it is what it exists to prevent.</summary>
    /// <param name="guest">The guest's UUID.</param>
    /// <param name="progress">Told of each step.</param>
    /// <returns>What could not be done.</returns>
    public async Task<ImmutableArray<Problem>> CleanAsync(Guid guest, IProgress<string>? progress)
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        try
        {
            var connection = await work.ReconnectAsync(CancellationToken.None);
            var remains = Remains(guest, await work.ObserveAsync(CancellationToken.None));
            if (await EndAsync(connection, guest, progress))
            {
                problems.AddRange(await PutBackAsync(guest, remains.Recorded, progress));
            }

            seeds.Remove(guest);
        }
        catch (Exception fault)
        {
            problems.Add(Applying.Faults.ToProblem(fault, $"cleaning up after guest {guest}"));
        }

        return problems.DrainToImmutable();
    }

    /// <summary>Ends a domain and takes its definition away when it is of our making.</summary>
    /// <returns>Whether its VFs are nobody's now: a guest of others keeps its definition, and with it its VFs.</returns>
    private async Task<bool> EndAsync(ILibvirtConnection connection, Guid guest, IProgress<string>? progress)
    {
        try
        {
            if (await connection.Domains.FindAsync(guest, CancellationToken.None) is not { } entry)
            {
                return true;
            }

            var xml = await connection.Domains.ReadXmlAsync(guest, entry.IsPersistent ? DomainScope.Config : DomainScope.Live, secure: false, CancellationToken.None);
            await DestroyAsync(connection, entry, progress);
            if (entry.IsPersistent && DomainDocument.Parse(xml) is { Mark: not null } made)
            {
                progress?.Report($"remove the definition of guest {entry.Name}");
                await connection.Lifecycle.UndefineAsync(guest, UefiVariables.Stay(made), CancellationToken.None);
                return true;
            }

            return !entry.IsPersistent;
        }
        catch (LibvirtException failure) when (failure.Code == LibvirtErrorCode.NoDomain)
        {
            return true;
        }
    }

    private async Task DestroyAsync(ILibvirtConnection connection, DomainEntry entry, IProgress<string>? progress)
    {
        for (var kill = 1; entry.IsActive; kill++)
        {
            progress?.Report($"stop guest {entry.Name}");
            try
            {
                await connection.Lifecycle.DestroyAsync(entry.Uuid, CancellationToken.None);
                return;
            }
            catch (LibvirtException failure) when (GuestWork.IsGone(failure))
            {
                return;
            }
            catch (LibvirtException failure) when (kill < MostKills && !failure.IsConnectionLost)
            {
                await Task.Delay(s_betweenKills, work.Parts.Time, CancellationToken.None);
            }
        }
    }

    // The records are the journal: each is forgotten last. The agent puts back what it finds without a guest, too: who comes second has nothing to do.
    private async Task<ImmutableArray<Problem>> PutBackAsync(Guid guest, ImmutableArray<VfId> vfs, IProgress<string>? progress)
    {
        switch (await work.LockAsync(vfs, CancellationToken.None))
        {
            case LockResult.Busy busy:
                return [busy.Problem];
            case LockResult.Taken { Lock: var locked }:
                using (locked)
                {
                    var host = await work.ObserveAsync(CancellationToken.None);
                    var results = vfs.Where(vf => host.Vf(vf)?.Record?.Owner.Uuid == guest)
                        .Select(vf => ChangePlanner.Plan(host, new HostChange.ResetVf(FunctionSelector.Of(vf))))
                        .ToList();
                    var plans = results.OfType<PlanResult.Ready>().Select(ready => ready.Plan).ToList();
                    foreach (var plan in plans)
                    {
                        progress?.Report(plan.Title);
                    }

                    var failed = await work.RunAllAsync(host, plans, CancellationToken.None);
                    return [.. results.OfType<PlanResult.Refused>().SelectMany(refused => refused.Problems), .. failed];
                }

            default:
                throw new InvalidOperationException("unknown result of locking");
        }
    }
}

/// <summary>What there is of a guest on its host.</summary>
/// <param name="Guest">What libvirt knows of it; null for nothing.</param>
/// <param name="Recorded">VFs that we noted as its.</param>
/// <param name="HasSeed">Whether there is a seed image.</param>
internal sealed record GuestRemains(ObservedGuest? Guest, ImmutableArray<VfId> Recorded, bool HasSeed)
{
    /// <summary>Whether nothing is left.</summary>
    public bool IsEmpty => Guest is null && Recorded.IsEmpty && !HasSeed;
}
