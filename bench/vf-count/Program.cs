using System.Globalization;
using Vfleet.Bench;
using Vfleet.Bench.VfCount;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Functions;
using Vfleet.Host;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

// 0 to 7 VFs on a real igb with drivers off. By turns, on the first PF: the bare write; the write and wait of SriovControl; the step
// as a whole change runs it, and the change around it (reading the host twice, planning, locking). Then the same change on two PFs at once.
const int Vfs = 7;
const int Rounds = 9;
const int WarmUp = 1;
const double StepGoal = 1.2;
const double ParallelGoal = 1.3;

// Where the kernel itself makes the VFs of two PFs one after the other, two bare writes at once show it: then Vfleet may take no longer
// than they do.
const double AgainstKernelGoal = 1.2;

// An emulated host on a busy machine takes many seconds to remove the VFs again: after this time the rounds made must do.
const int FewestRounds = 3;
var enough = TimeSpan.FromMinutes(4);

var clock = TimeProvider.System;
var counts = new VfCounts();
await using var host = HostFactory.Open(new HostOptions { Caller = "vf-count" });
var found = await host.ObserveAsync(ObserveScope.Functions, CancellationToken.None);
PciAddress[] pfs = [.. found.Pfs.Where(pf => pf.TotalVfs >= Vfs).Select(pf => pf.Address).Take(2)];
if (pfs.Length < 2)
{
    throw new InvalidOperationException("two PFs are needed");
}

foreach (var pf in pfs)
{
    counts.Write(pf, "sriov_drivers_autoprobe", "0");
}

var control = new SriovControl(SysfsRoot.Live, new DeadlineWrites(new SysfsFileWriter(SysfsRoot.Live), clock), clock);
var bare = new Times("bare write of sriov_numvfs");
var write = new Times("SriovControl: write, read back, wait for each VF");
var step = new Times("the step of a change");
var whole = new Times("the whole change");
var both = new Times("the whole change of two PFs at once");
var bothBare = new Times("bare writes of two PFs at once");
var start = clock.GetTimestamp();
for (var round = -WarmUp; round < Rounds && (round < FewestRounds || clock.GetElapsedTime(start) < enough); round++)
{
    await MeasureAsync(bare, round, pfs[..1], pf =>
    {
        counts.Write(pf, "sriov_numvfs", Vfs.ToString(CultureInfo.InvariantCulture));
        return Task.CompletedTask;
    });
    await MeasureAsync(write, round, pfs[..1], WriteAndWaitAsync);
    var timer = new StepTimer(clock);
    await MeasureAsync(whole, round, pfs[..1], pf => ChangeAsync(pf, timer));
    if (round >= 0)
    {
        step.Add(timer.Elapsed);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    of it the step: {timer.Elapsed.TotalMilliseconds:F1} ms"));
    }

    await MeasureAsync(bothBare, round, pfs, pf => Task.Run(() => counts.Write(pf, "sriov_numvfs", Vfs.ToString(CultureInfo.InvariantCulture))));
    await MeasureAsync(both, round, pfs, pf => Task.Run(() => ChangeAsync(pf, progress: null)));
}

Console.WriteLine($"0 to {Vfs} VFs, drivers off, medians of {bare.Count}");
foreach (var times in (Times[])[bare, write, step, whole, bothBare, both])
{
    times.Print(bare);
}

var stepRatio = step.Median / bare.Median;
var parallelRatio = both.Median / whole.Median;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step against bare write: ratio {stepRatio:F2} (goal: at most {StepGoal:F1})"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"two PFs at once against one: ratio {parallelRatio:F2} (goal: at most {ParallelGoal:F1})"));
var kernelRatio = bothBare.Median / bare.Median;
var againstKernel = both.Median / bothBare.Median;
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"the kernel alone, two bare writes at once against one: ratio {kernelRatio:F2}; two changes at once against those: {againstKernel:F2} (goal: at most {AgainstKernelGoal:F1} where the first goal cannot be met)"));
var isParallel = parallelRatio <= ParallelGoal || (kernelRatio > ParallelGoal && againstKernel <= AgainstKernelGoal);
return stepRatio <= StepGoal && isParallel ? 0 : 1;

async Task MeasureAsync(Times times, int round, PciAddress[] changed, Func<PciAddress, Task> make)
{
    counts.Clear(pfs);
    var began = clock.GetTimestamp();
    await Task.WhenAll(changed.Select(make));
    var took = clock.GetElapsedTime(began);
    VfCounts.Check(changed, Vfs);
    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  round {round}, {times.What}: {took.TotalMilliseconds:F1} ms"));
    if (round >= 0)
    {
        times.Add(took);
    }
}

async Task WriteAndWaitAsync(PciAddress pf)
{
    var deadline = TimeSpan.FromSeconds(30);
    if (await control.WriteNumVfsAsync(pf, Vfs, deadline, CancellationToken.None) is not SriovOutcome.Done { NumVfs: Vfs })
    {
        throw new InvalidOperationException($"the kernel made no {Vfs} VFs on {pf}");
    }

    var wait = await control.WaitForVfsAsync(pf, Vfs, VfReadiness.Present, deadline, changed: null, CancellationToken.None);
    if (!wait.IsReady)
    {
        throw new InvalidOperationException($"the VFs of {pf} are late");
    }
}

async Task ChangeAsync(PciAddress pf, IProgress<StepProgress>? progress)
{
    var change = new HostChange.SetPf(new FunctionSelector.ByAddress(pf)) { Vfs = Vfs, Driver = VfDriverChoice.None };
    if (await host.ApplyAsync(change, progress, CancellationToken.None) is not ChangeOutcome.Done)
    {
        throw new InvalidOperationException($"the change of {pf} was not done");
    }
}
