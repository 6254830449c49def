using System.Collections.Immutable;
using System.Globalization;
using Vfleet.Bench;
using Vfleet.Domain.Doctor;
using Vfleet.Domain.Observed;
using Vfleet.TestKit.Doctor;
using Vfleet.TestKit.Observed;

// Every rule over 16 PFs with 128 VFs each: once with nothing wrong, once with every VF wrong (its IOMMU group shared by all VFs of the PF, its
// MAC address that of the others, another driver than its override), once with 20,000 lines of kernel log besides.
const int Pfs = 16;
const int Vfs = 128;
const int LogLines = 20_000;
const int Rounds = 51;
const int WarmUp = 50;
const double GoalMilliseconds = 50;

var sound = Sound.Of(Given.Host([.. Enumerable.Range(0, Pfs).Select(Pf)]));
var broken = sound with { Host = sound.Host with { Pfs = [.. sound.Host.Pfs.Select(Broken)] } };
var logged = broken.Said([.. Enumerable.Range(0, LogLines).Select(Line)]);
(Times Time, Examination Examination, int Least, int Most)[] hosts =
[
    (new Times("nothing wrong"), sound, 0, 0),
    (new Times("every VF wrong"), broken, Pfs * Vfs, int.MaxValue),
    (new Times("every VF wrong, and a long kernel log"), logged, Pfs * Vfs, int.MaxValue),
];

for (var round = -WarmUp; round < Rounds; round++)
{
    foreach (var (time, examination, least, most) in hosts)
    {
        var began = TimeProvider.System.GetTimestamp();
        var findings = DoctorRules.Examine(examination).Length;
        var took = TimeProvider.System.GetElapsedTime(began);
        if (findings < least || findings > most)
        {
            throw new InvalidOperationException($"{time.What}: {findings} findings");
        }

        if (round >= 0)
        {
            time.Add(took);
        }
    }
}

foreach (var (time, _, _, _) in hosts)
{
    time.Print(hosts[0].Time);
}

var slowest = hosts.Max(host => host.Time.Median);
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"{DoctorRules.All.Length} rules over {Pfs * Vfs} VFs: {slowest:F2} ms (goal: under {GoalMilliseconds:F0} ms)"));
return slowest < GoalMilliseconds ? 0 : 1;

static ObservedPf Pf(int number) => Given.Pf($"enp{number}s0f0", $"0000:{16 * number:x2}:00.0", vfs: Vfs, total: Vfs);

static ObservedPf Broken(ObservedPf pf)
{
    var peers = pf.Vfs.Select(vf => vf.Address).ToImmutableArray();
    return pf with
    {
        Vfs =
        [
            .. pf.Vfs.Select(vf => vf.OnHost($"{pf.Name}v{vf.Id.Index}") with
            {
                IommuGroup = pf.IommuGroup,
                GroupPeers = peers,
                DriverOverride = "vfio-pci",
                Settings = vf.Settings! with { Mac = pf.Netdevs[0].Mac },
            }),
        ],
    };
}

static string Line(int number) => number % 100 == 0
    ? $"igb 0000:{number / 100 % Pfs * 16:x2}:00.0: Spoof event(s) detected on VF {number % 7}"
    : $"audit: type=1400 audit({number}): apparmor=\"ALLOWED\" operation=\"open\" profile=\"something\" name=\"/etc/ld.so.cache\"";
