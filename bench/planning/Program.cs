using System.Globalization;
using System.Text;
using Vfleet.Bench;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Host.Desired;
using Vfleet.Primitives;
using Vfleet.TestKit.Observed;

// A document that changes every VF of 8 PFs with 256 VFs: once the same for all, once a MAC address for each. Reading the document and
// planning it are measured apart; the goal is for the plan.
const int Pfs = 8;
const int Vfs = 256;
const int Rounds = 101;
const int WarmUp = 200;
const double GoalMilliseconds = 10;

var host = Given.Host([.. Enumerable.Range(1, Pfs).Select(Pf)]);
var alike = "pfs:\n  - { netdev: enp*, vfs: 256, driver: vfio, settings: { 0-255: { vlan: 100, trust: true } } }\n";
var each = new StringBuilder("pfs:\n");
foreach (var pf in Enumerable.Range(1, Pfs))
{
    each.Append(CultureInfo.InvariantCulture, $"  - netdev: enp{pf}s0\n    driver: vfio\n    settings:\n");
    foreach (var vf in Enumerable.Range(0, Vfs))
    {
        each.Append(CultureInfo.InvariantCulture, $"      {vf}: {{ mac: \"52:54:00:00:{pf:x2}:{vf:x2}\" }}\n");
    }
}

return Math.Max(Measure("the same for all VFs", alike), Measure("a MAC address for each VF", each.ToString()));

int Measure(string what, string document)
{
    var content = Encoding.UTF8.GetBytes(document);
    var reading = new Times($"{what}: reading the document");
    var planning = new Times($"{what}: planning");
    for (var round = -WarmUp; round < Rounds; round++)
    {
        var began = TimeProvider.System.GetTimestamp();
        var desired = ((HostDocumentReading.Done)HostDocumentFile.Read("host.yaml", content)).Host;
        var read = TimeProvider.System.GetElapsedTime(began);

        began = TimeProvider.System.GetTimestamp();
        var plan = ((HostPlanResult.Planned)DesiredPlanner.Plan(desired, host, force: false)).Plan;
        var planned = TimeProvider.System.GetElapsedTime(began);
        var writes = plan.Pfs.Sum(pf => ((PlanResult.Ready)pf.Result).Plan.Steps.OfType<PlanStep.WriteVf>().Count());
        if (writes != Pfs * Vfs)
        {
            throw new InvalidOperationException($"{writes} VFs are written, not {Pfs * Vfs}");
        }

        if (round >= 0)
        {
            reading.Add(read);
            planning.Add(planned);
        }
    }

    reading.Print(planning);
    planning.Print(planning);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"plan of {Pfs} PFs with {Vfs} VFs: {planning.Median:F2} ms (goal: under {GoalMilliseconds:F0} ms)"));
    return planning.Median < GoalMilliseconds ? 0 : 1;
}

static ObservedPf Pf(int number)
{
    var address = new PciAddress(0, (byte)(16 * number), 0, 0);
    return Given.Pf($"enp{number}s0", address.ToString(), total: Vfs) with
    {
        NumVfs = Vfs,
        Vfs = [.. Enumerable.Range(0, Vfs).Select(index => Given.Vf(address, 0) with { Id = new(address, index) })],
    };
}
