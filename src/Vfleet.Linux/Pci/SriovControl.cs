using System.Collections.Immutable;
using System.Globalization;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Linux.Pci;

/// <summary>The single steps of changing a PF's number of VFs. Which steps in which order, and whether at all, is a planner's
/// matter.</summary>
public sealed class SriovControl
{
    // Only a fall-back: the kernel has made every link when the write returns, and events tell of drivers.
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);

    private readonly SysfsRoot _root;
    private readonly DeadlineWrites _writes;
    private readonly TimeProvider _time;

    /// <summary>Makes the steps for one host.</summary>
    /// <param name="root">Where results are read back.</param>
    /// <param name="writes">What writes.</param>
    /// <param name="time">The clock of waits.</param>
    public SriovControl(SysfsRoot root, DeadlineWrites writes, TimeProvider time)
    {
        _root = root;
        _writes = writes;
        _time = time;
    }

    /// <summary>Writes <c>sriov_numvfs</c>. From one number to another the kernel wants 0 in between.</summary>
    /// <param name="physicalFunction">The PF.</param>
    /// <param name="count">0 to its <c>sriov_totalvfs</c>.</param>
    /// <param name="deadline">How long to wait for the kernel.</param>
    /// <param name="cancellationToken">Ends the waiting, not the write.</param>
    /// <returns>The outcome, with the number read back.</returns>
    public async Task<SriovOutcome> WriteNumVfsAsync(
        PciAddress physicalFunction, int count, TimeSpan deadline, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return await WriteAsync(physicalFunction, "sriov_numvfs", count.ToString(CultureInfo.InvariantCulture), deadline, cancellationToken);
    }

    /// <summary>Writes <c>sriov_drivers_autoprobe</c>: whether drivers take VFs that come from now on.</summary>
    /// <param name="physicalFunction">The PF.</param>
    /// <param name="on">Whether they do.</param>
    /// <param name="deadline">How long to wait for the kernel.</param>
    /// <param name="cancellationToken">Ends the waiting, not the write.</param>
    /// <returns>The outcome.</returns>
    public Task<SriovOutcome> WriteAutoprobeAsync(
        PciAddress physicalFunction, bool on, TimeSpan deadline, CancellationToken cancellationToken) =>
        WriteAsync(physicalFunction, "sriov_drivers_autoprobe", on ? "1" : "0", deadline, cancellationToken);

    /// <summary>Waits until a PF shows a number of VFs, each as far as asked for.</summary>
    /// <param name="physicalFunction">The PF.</param>
    /// <param name="count">How many VFs: indexes 0 to <paramref name="count"/> - 1. With 0, waits until none is left.</param>
    /// <param name="readiness">How far each VF must be.</param>
    /// <param name="deadline">How long to wait at most.</param>
    /// <param name="changed">Completes when something on the bus may have changed since the last call; null to look every 0.1 s
    /// only.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The VFs present, and the indexes that are not ready.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<VfWait> WaitForVfsAsync(
        PciAddress physicalFunction,
        int count,
        VfReadiness readiness,
        TimeSpan deadline,
        Func<CancellationToken, Task>? changed,
        CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var wait = Look(physicalFunction, count, readiness);
            if (wait.IsReady || _time.GetElapsedTime(began) >= deadline)
            {
                return wait;
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var tick = Task.Delay(s_poll, _time, stop.Token);
            _ = await Task.WhenAny(changed is null ? tick : changed(stop.Token), tick);
            await stop.CancelAsync();
        }
    }

    private VfWait Look(PciAddress physicalFunction, int count, VfReadiness readiness)
    {
        var found = PciTopology.ReadPhysicalFunction(_root, physicalFunction, out _);
        if (found is null)
        {
            return new VfWait([], [.. Enumerable.Range(0, count)], IsGone: true);
        }

        var ready = found.VirtualFunctions.Where(vf => IsReady(vf.Function, readiness)).Select(vf => vf.Index).ToHashSet();
        var late = Enumerable.Range(0, count).Where(index => !ready.Contains(index));
        var surplus = found.VirtualFunctions.Select(vf => vf.Index).Where(index => index >= count);
        return new VfWait(found.VirtualFunctions, [.. late, .. surplus], IsGone: false);
    }

    private static bool IsReady(PciFunction function, VfReadiness readiness) => readiness switch
    {
        VfReadiness.Present => true,
        VfReadiness.Driver => function.Driver is not null,
        _ => !function.Netdevs.IsEmpty,
    };

    private async Task<SriovOutcome> WriteAsync(
        PciAddress address, string attribute, string value, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var outcome = await _writes.WriteAsync($"{PciTopology.PathOf(address)}/{attribute}", value, deadline, cancellationToken);
        return outcome switch
        {
            WriteOutcome.Written => new SriovOutcome.Done(NumVfs(address)),
            WriteOutcome.Refused refused => new SriovOutcome.Refused(SriovOutcome.Meaning(refused.Errno), refused.Errno),
            WriteOutcome.TimedOut late => new SriovOutcome.TimedOut(late.Write),
            WriteOutcome.Blocked blocked => new SriovOutcome.TimedOut(blocked.Earlier),
            _ => throw new InvalidOperationException($"unknown outcome {outcome}"),
        };
    }

    private int NumVfs(PciAddress address)
    {
        using var directory = _root.TryOpenDirectory(PciTopology.PathOf(address), out _);
        return directory is null
            ? 0
            : new AttributeReader(directory, ImmutableArray.CreateBuilder<ReadFault>()).Number("sriov_numvfs", 0, ushort.MaxValue) ?? 0;
    }
}

/// <summary>How far a VF must have come.</summary>
public enum VfReadiness
{
    /// <summary>Its function is there.</summary>
    Present,

    /// <summary>A driver has it.</summary>
    Driver,

    /// <summary>It has a network interface.</summary>
    Netdev,
}

/// <summary>What a wait for VFs found.</summary>
/// <param name="VirtualFunctions">The VFs present, by index.</param>
/// <param name="NotReady">Indexes that lack a VF or something of it, or that have one too many.</param>
/// <param name="IsGone">Whether the PF itself is not there (any more).</param>
public sealed record VfWait(ImmutableArray<VirtualFunction> VirtualFunctions, ImmutableArray<int> NotReady, bool IsGone)
{
    /// <summary>Whether everything that was waited for is there.</summary>
    public bool IsReady => NotReady.IsEmpty && !IsGone;
}
