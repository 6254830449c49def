using System.Globalization;
using Vfleet.Bench;
using Vfleet.Domain.Doctor;
using Vfleet.Host;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeSysfs;

// The generated host of bench/reading, 8 PFs with 256 VFs each and a netdev for every function: what a capture reads of it, what the doctor's rules
// take for it, and for comparison what everything else of both commands takes.
const int Pfs = 8;
const int Vfs = 256;
const int Rounds = 21;
const int WarmUp = 8;
const double CaptureGoal = 150;
const double DoctorGoal = 50;

using var tree = new FakeHost();
for (var number = 0; number < Pfs; number++)
{
    var address = new PciAddress(0, (byte)(0x10 + (number * 0x10)), 0, 0);
    tree.AddPf(new FakePf { Address = address, TotalVfs = Vfs, VfStride = 1, Netdevs = [$"enp{number}s0"], VfNetdev = $"enp{number}s0v{{0}}" }, vfs: Vfs);
}

var file = Path.Join(tree.Files.Directory, "host.tar.gz");
var options = new HostOptions { Root = tree.Files.Directory };
Times capturing = new("reading for a capture"), writing = new("writing the file"), masking = new("writing it with other MAC addresses"), opening = new("unpacking it"),
    examining = new("reading for the doctor"), judging = new("the doctor's rules");
for (var round = -WarmUp; round < Rounds; round++)
{
    await using var host = HostFactory.Open(options);
    var (capture, captured) = await TakeAsync(() => host.CaptureAsync(CancellationToken.None));
    var (examination, examined) = await TakeAsync(() => host.ExamineAsync(CancellationToken.None));
    var (_, judged) = Take(() => DoctorRules.Examine(examination).Length);
    if (capture.Vfs != Pfs * Vfs || examination.Host.Pfs.Sum(pf => pf.Vfs.Length) != Pfs * Vfs || !capture.Unread.IsEmpty)
    {
        throw new InvalidOperationException($"{capture.Vfs} VFs were captured, {capture.Unread.Length} files not");
    }

    var (_, written) = Take(() => capture.Write(file, maskMacs: false).Bytes);
    var (_, opened) = Take(() => Unpack(file));
    var (_, masked) = Take(() => capture.Write(file, maskMacs: true).Bytes);
    if (round >= 0)
    {
        capturing.Add(captured);
        examining.Add(examined);
        judging.Add(judged);
        writing.Add(written);
        opening.Add(opened);
        masking.Add(masked);
    }
}

foreach (var times in (Times[])[capturing, writing, masking, opening, examining, judging])
{
    times.Print(capturing);
}

Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{Pfs * Vfs} VFs: captured in {capturing.Median:F1} ms (goal: under {CaptureGoal:F0} ms), judged in {judging.Median:F1} ms (goal: under {DoctorGoal:F0} ms)"));
return capturing.Median < CaptureGoal && judging.Median < DoctorGoal ? 0 : 1;

static bool Unpack(string file)
{
    if (RecordedTree.Open(file) is not RecordedTreeOpening.Opened { Tree: var tree })
    {
        throw new InvalidOperationException("the capture cannot be opened");
    }

    tree.Dispose();
    return true;
}

static (T Result, TimeSpan Took) Take<T>(Func<T> work)
{
    var began = TimeProvider.System.GetTimestamp();
    var result = work();
    return (result, TimeProvider.System.GetElapsedTime(began));
}

static async Task<(T Result, TimeSpan Took)> TakeAsync<T>(Func<Task<T>> work)
{
    var began = TimeProvider.System.GetTimestamp();
    var result = await work();
    return (result, TimeProvider.System.GetElapsedTime(began));
}
