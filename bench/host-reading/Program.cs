using System.Collections.Immutable;
using System.Globalization;
using Vfleet.Bench;
using Vfleet.Bench.HostReading;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Host;

// Reads a host of two PFs with 7 VFs each, first with their VFs on no driver, then on vfio-pci: everything but guests, in this
// process, each time through a host opened anew, by turns with the two commands that tell the same. The program given as the first
// argument is run for information only.
const int Vfs = 7;
const int Rounds = 31;
const int WarmUp = 5;
const double Goal = 5;
const ObserveScope Scope = ObserveScope.All & ~ObserveScope.Guests;

var options = new HostOptions { Caller = "host-reading" };
var worst = double.MaxValue;
foreach (var driver in (VfDriverChoice[])[VfDriverChoice.None, VfDriverChoice.Vfio])
{
    await PrepareAsync(driver);
    worst = Math.Min(worst, await CompareAsync(driver));
}

await PrepareAsync(VfDriverChoice.None, vfs: 0);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio {worst:F1} (goal: at least {Goal:F0})"));
return worst >= Goal ? 0 : 1;

async Task PrepareAsync(VfDriverChoice driver, int vfs = Vfs)
{
    await using var host = HostFactory.Open(options);
    foreach (var pf in (await host.ObserveAsync(ObserveScope.Functions, CancellationToken.None)).Pfs)
    {
        var change = new HostChange.SetPf(new FunctionSelector.ByAddress(pf.Address)) { Vfs = vfs, Driver = driver };
        if (await host.ApplyAsync(change, progress: null, CancellationToken.None) is not (ChangeOutcome.Done or ChangeOutcome.Nothing))
        {
            throw new InvalidOperationException($"{pf.Address} could not be prepared");
        }
    }

    Commands.Run("udevadm", "settle");
}

async Task<double> CompareAsync(VfDriverChoice driver)
{
    var clock = TimeProvider.System;
    var commands = new Times("lspci -vmmk and ip -d link");
    var ours = new Times("vfleet, in process");
    var program = new Times("vfleet vf list");
    for (var round = -WarmUp; round < Rounds; round++)
    {
        var began = clock.GetTimestamp();
        var lspci = Commands.Run("lspci", "-vmmk");
        var links = Commands.Run("ip", "-d", "link");
        var theirTime = clock.GetElapsedTime(began);

        began = clock.GetTimestamp();
        ImmutableArray<ObservedPf> read;
        await using (var host = HostFactory.Open(options))
        {
            read = (await host.ObserveAsync(Scope, CancellationToken.None)).Pfs;
        }

        var ourTime = clock.GetElapsedTime(began);
        Check(read, lspci, links);

        began = clock.GetTimestamp();
        if (args is [var path, ..])
        {
            Commands.Run(path, "vf", "list");
        }

        var programTime = clock.GetElapsedTime(began);
        if (round >= 0)
        {
            commands.Add(theirTime);
            ours.Add(ourTime);
            program.Add(programTime);
        }
    }

    Console.WriteLine($"2 PFs with {Vfs} VFs each, VF driver: {driver}, medians of {Rounds}");
    commands.Print(ours);
    ours.Print(ours);
    program.Print(ours);
    return commands.Median / ours.Median;
}

// Both ways must have seen the same: every VF as a function, and with its settings.
static void Check(ImmutableArray<ObservedPf> pfs, string lspci, string links)
{
    var complete = pfs.SelectMany(pf => pf.Vfs).Count(vf => vf is { Settings: not null, Model: not null });
    var functions = lspci.Split('\n').Count(line => line.StartsWith("Device:\t", StringComparison.Ordinal) && line.Contains("Virtual Function", StringComparison.Ordinal));
    var settings = links.Split('\n').Count(line => line.TrimStart().StartsWith("vf ", StringComparison.Ordinal));
    if (complete != 2 * Vfs || functions != complete || settings != complete)
    {
        throw new InvalidOperationException($"Vfleet saw {complete} VFs, lspci {functions}, ip {settings}");
    }
}
