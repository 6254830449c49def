using System.Diagnostics;
using System.Globalization;
using Vfleet.Linux.Pci;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeSysfs;

// Reads a host of 8 PFs with 256 VFs each, by turns with the C program given as the first argument, and compares the medians.
const int Rounds = 41;
const int WarmUp = 10;
const double Limit = 2.0;

using var host = new FakeHost();
for (var number = 0; number < 8; number++)
{
    var address = new PciAddress(0, (byte)(0x10 + (number * 0x10)), 0, 0);
    host.AddPf(new FakePf { Address = address, TotalVfs = 256, VfStride = 1, Netdevs = [$"enp{number}s0"], VfNetdev = $"enp{number}s0v{{0}}" }, vfs: 256);
}

using var other = Process.Start(new ProcessStartInfo(args[0], [host.Files.Directory])
{
    RedirectStandardInput = true,
    RedirectStandardOutput = true,
    UseShellExecute = false,
})!;
var theirs = new List<double>();
var ours = new List<double>();
for (var round = -WarmUp; round < Rounds; round++)
{
    other.StandardInput.WriteLine();
    other.StandardInput.Flush();
    var answer = other.StandardOutput.ReadLine()!.Split(' ').Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray();

    var began = Stopwatch.GetTimestamp();
    var topology = PciTopology.Read(host.Root);
    var took = Stopwatch.GetElapsedTime(began);

    var functions = topology.PhysicalFunctions.Sum(pf => pf.VirtualFunctions.Length);
    if (functions != 2048 || answer[1] != functions || !topology.Faults.IsEmpty)
    {
        throw new InvalidOperationException($"C read {answer[1]} VFs, Vfleet {functions}, with {topology.Faults.Length} faults");
    }

    if (round >= 0)
    {
        theirs.Add(answer[3] / 1e6);
        ours.Add(took.TotalMilliseconds);
    }
}

other.StandardInput.Close();
other.WaitForExit();
var ratio = Median(ours) / Median(theirs);
Console.WriteLine($"reading 2,048 VFs: C {Median(theirs):F1} ms, Vfleet {Median(ours):F1} ms, ratio {ratio:F2} (at most {Limit:F1})");
return ratio <= Limit ? 0 : 1;

static double Median(List<double> values)
{
    values.Sort();
    return values[values.Count / 2];
}
