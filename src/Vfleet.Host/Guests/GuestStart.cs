using System.Collections.Immutable;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Host.Applying;
using Vfleet.Host.Guests.Seeds;
using Vfleet.Host.Locking;
using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Xml;

namespace Vfleet.Host.Guests;

/// <summary>
/// Starts a guest: seed image, definition with all its interfaces, VFs written and bound, start, what libvirt overwrote once more. Its VFs are
/// locked all the time. A guest that others defined is started as it is.
/// </summary>
/// <param name="work">The host.</param>
/// <param name="seeds">The seed images.</param>
/// <param name="cleaning">Undoes it.</param>
internal sealed class GuestStart(GuestWork work, SeedImage seeds, GuestCleaning cleaning)
{
    private const string Architecture = "x86_64";

    public async Task<GuestOutcome> PlanAsync(GuestSpec guest, CancellationToken cancellationToken) =>
        Outcome(guest, await work.ObserveAsync(cancellationToken));

    public async Task<GuestOutcome> ApplyAsync(GuestSpec guest, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var began = work.Parts.Time.GetTimestamp();
        GuestPlan plan;
        Problem? problem;
        switch (await work.LockAsync([.. VfsOf(guest)], cancellationToken))
        {
            case LockResult.Busy busy:
                return new GuestOutcome.Refused([busy.Problem]);
            case LockResult.Taken { Lock: var locked }:
                using (locked)
                {
                    var host = await work.ObserveAsync(cancellationToken);
                    var planned = Outcome(guest, host);
                    if (planned is not GuestOutcome.Ready ready)
                    {
                        return planned;
                    }

                    plan = ready.Plan;
                    if (Runs(guest, host))
                    {
                        problem = await work.RunAsync(host, VfNics(guest).Select(nic => GuestVfPlanner.AfterStart(host, guest, nic)), cancellationToken);
                        return problem is null
                            ? new GuestOutcome.Done(plan, work.Parts.Time.GetElapsedTime(began))
                            : new GuestOutcome.Failed(plan, problem, []);
                    }

                    problem = await StartAsync(guest, host, progress, cancellationToken);
                    if (problem is null)
                    {
                        return new GuestOutcome.Done(plan, work.Parts.Time.GetElapsedTime(began));
                    }
                }

                break;
            default:
                throw new InvalidOperationException("unknown result of locking");
        }

        progress?.Report("undoing what was done");
        return new GuestOutcome.Failed(plan, problem, await cleaning.CleanAsync(guest.Id, progress));
    }

    private GuestOutcome Outcome(GuestSpec guest, ObservedHost host)
    {
        if (GuestWork.Silence(host) is { } silence)
        {
            return new GuestOutcome.Refused([silence]);
        }

        if (Runs(guest, host))
        {
            var mending = VfNics(guest).Where(nic => !GuestVfPlanner.IsAsWished(host, guest, nic)).ToList();
            return mending.Count == 0
                ? new GuestOutcome.Nothing($"guest {guest.Name} runs already")
                : new GuestOutcome.Ready(new GuestPlan(
                    $"mend the VFs of guest {guest.Name}, which runs already", [.. mending.SelectMany(nic => GuestVfPlanner.AfterStart(host, guest, nic).Steps).Select(step => step.Description)]));
        }

        var vfs = VfNics(guest).Select(nic => GuestVfPlanner.BeforeStart(host, guest, nic)).ToList();
        var isOthers = IsOthers(guest, host);
        ImmutableArray<Problem> problems =
        [
            .. isOthers ? Lacks(guest, host) : StartRule.Check(guest, host, work.Parts.Root),
            .. vfs.OfType<PlanResult.Refused>().SelectMany(refused => refused.Problems),
        ];
        return problems.IsEmpty ? new GuestOutcome.Ready(Plan(guest, host, [.. vfs.OfType<PlanResult.Ready>().Select(ready => ready.Plan)])) : new GuestOutcome.Refused(problems);
    }

    private static GuestPlan Plan(GuestSpec guest, ObservedHost host, ImmutableArray<Plan> vfs)
    {
        var isOthers = IsOthers(guest, host);
        return new GuestPlan($"start guest {guest.Name}",
        [
            .. guest.Seed is null || isOthers ? Array.Empty<string>() : ["write the seed image for cloud-init"],
            .. isOthers ? Array.Empty<string>() : [$"define guest {guest.Name} with {guest.Cpus} CPUs, {guest.MemoryMiB} MiB and {guest.Nics.Length} vNICs"],
            .. vfs.SelectMany(plan => plan.Steps).Select(step => step.Description),
            $"start guest {guest.Name}",
            .. VfNics(guest).Select(nic => GuestVfPlanner.AfterStart(host, guest, nic).Title),
        ])
        {
            Notes = isOthers ? [$"guest {guest.Name} was not made by Vfleet: it is started as it is defined"] : [.. vfs.SelectMany(plan => plan.Notes)],
            Expected = TimeSpan.FromSeconds(2) + vfs.Aggregate(TimeSpan.Zero, (most, plan) => plan.Expected > most ? plan.Expected : most),
        };
    }

    private async Task<Problem?> StartAsync(GuestSpec guest, ObservedHost host, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await work.ConnectAsync(cancellationToken);
            if (!IsOthers(guest, host))
            {
                await DefineAsync(connection, guest, host, progress, cancellationToken);
            }

            var before = VfNics(guest).Select(nic => GuestVfPlanner.BeforeStart(host, guest, nic)).OfType<PlanResult.Ready>().Select(ready => ready.Plan).ToList();
            progress?.Report(before.Count == 1 ? before[0].Title : $"make {before.Count} VFs ready for guest {guest.Name}");
            if (await work.RunAsync(host, before, cancellationToken) is { } problem)
            {
                return problem;
            }

            progress?.Report($"start guest {guest.Name}");
            cancellationToken.ThrowIfCancellationRequested();
            await connection.Lifecycle.StartAsync(guest.Id, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report($"compare the VFs of guest {guest.Name}");
            return await work.RunAsync(host, VfNics(guest).Select(nic => GuestVfPlanner.AfterStart(host, guest, nic)), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new Problem(ProblemCode.Cancelled, $"starting guest {guest.Name} was cancelled", "start it again when you are ready");
        }
        catch (LibvirtException failure) when (FunctionInUse.Of(failure) is { } used)
        {
            return InUse(guest, host, used, failure);
        }
        catch (Exception fault)
        {
            return Faults.ToProblem(fault, $"starting guest {guest.Name}");
        }
    }

    private async Task DefineAsync(ILibvirtConnection connection, GuestSpec guest, ObservedHost host, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (guest.Seed is not null)
        {
            progress?.Report("write the seed image for cloud-init");
            seeds.Write(guest);
        }

        progress?.Report($"define guest {guest.Name}");
        if (GuestWork.Find(host, guest.Id) is { } before && before.Name != guest.Name)
        {
            // libvirt renames nothing by a definition (src/conf/virdomainobjlist.c, virDomainObjListAddLocked).
            await connection.Lifecycle.UndefineAsync(guest.Id, UefiVariables.PathOf(guest, work.Parts.Root) is not null, cancellationToken);
        }

        var usesKvm = HostCapabilities.OffersKvm(await connection.ReadCapabilitiesAsync(cancellationToken), Architecture);

        // Tests hold what is written here to libvirt's schema: having every document checked again only takes time.
        await connection.Lifecycle.DefineAsync(GuestDomain.Of(guest, host, work.Parts.Root, seeds, usesKvm).ToXml(), validate: false, cancellationToken);
    }

    // When libvirt names another function of the group, or none, the VF that is meant is the one that shares its group, else the first.
    private static Problem InUse(GuestSpec guest, ObservedHost host, FunctionInUse used, LibvirtException failure)
    {
        var vfs = VfsOf(guest).Select(host.Vf).OfType<ObservedVf>().ToList();
        var meant = vfs.FirstOrDefault(vf => vf.Address == used.Function)
            ?? vfs.FirstOrDefault(vf => used.Function is { } function && vf.GroupPeers.Contains(function))
            ?? vfs.FirstOrDefault();
        return new Problem(
            meant is null ? ProblemCode.LibvirtFailed : ProblemCode.VfInUse,
            $"guest {guest.Name} cannot start: {failure.Reason}",
            "take another VF; 'vfleet vf list' shows who has which",
            meant?.Id.ToString() ?? "");
    }

    private static IEnumerable<Problem> Lacks(GuestSpec guest, ObservedHost host) => VfNics(guest)
        .Where(nic => host.Vf(IdOf(nic)) is { } vf && !vf.Guests.Any(use => use.Uuid == guest.Id))
        .Select(nic => new Problem(
            ProblemCode.DeviceUnknown,
            $"the configuration of guest {guest.Name} does not have {host.VfName(IdOf(nic))}, and Vfleet does not change it, for it did not make it",
            $"vfleet vm attach {guest.Name} {host.VfName(IdOf(nic))} --persistent",
            IdOf(nic).ToString()));

    private static bool IsOthers(GuestSpec guest, ObservedHost host) => GuestWork.Find(host, guest.Id) is { IsMade: false };

    private static bool Runs(GuestSpec guest, ObservedHost host) =>
        GuestWork.Find(host, guest.Id) is { State: not (GuestState.ShutOff or GuestState.Crashed) };

    private static IEnumerable<GuestNic> VfNics(GuestSpec guest) => guest.Nics.Where(nic => nic.Vf is not null);

    private static IEnumerable<VfId> VfsOf(GuestSpec guest) => VfNics(guest).Select(IdOf);

    private static VfId IdOf(GuestNic nic) => new(nic.Vf!.Pf, nic.Vf.Index);
}
