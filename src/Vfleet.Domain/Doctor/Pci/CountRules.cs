using System.Collections.Immutable;

namespace Vfleet.Domain.Doctor.Pci;

/// <summary>What happens when the number of VFs is written.</summary>
internal static class CountRules
{
    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("PCI06", RuleSeverity.Blocks, "more VFs are asked for than the card has (ERANGE)")
        {
            Detection = "a record, host.yaml or another program's file asks for more VFs than sriov_totalvfs",
            Remedy = "ask for fewer, or raise the number in the card's firmware",
            Source = "kernel drivers/pci/iov.c (sriov_numvfs_store)",
            Find = TooMany,
        },
        new("PCI07", RuleSeverity.Blocks, "the number of VFs was changed without going over 0 (EBUSY)")
        {
            Detection = "the kernel log says \"N VFs already enabled. Disable before enabling M VFs\", and N is still the number",
            Remedy = "free the VFs, write 0, then the new number",
            Source = "kernel drivers/pci/iov.c (sriov_numvfs_store)",
            Find = NotOverZero,
        },
        new("PCI09", RuleSeverity.Degrades, "the driver made fewer VFs than it was asked for")
        {
            Detection = "the kernel log says \"N VFs requested; only M enabled\", and there are fewer than N",
            Remedy = "look at the number of VFs in the card's firmware; after a reset of the card try again",
            Source = "kernel drivers/pci/iov.c (sriov_numvfs_store)",
            Find = Fewer,
        },
        new("PCI12", RuleSeverity.Blocks, "a write of the number of VFs does not come back")
        {
            Detection = "a task in uninterruptible sleep waits in a function of SR-IOV, such as "
                + "sriov_numvfs_store; or the kernel log reports a blocked task and sriov_numvfs_store in its trace",
            Remedy = "start no second write, it would wait too; save the kernel log for the driver's makers, and restart the host",
            Source = "kernel kernel/hung_task.c; sriov-network-operator issue 1033",
            Find = Stuck,
        },
        new("PCI13", RuleSeverity.Degrades, "0 was written, and the driver kept the VFs, for guests have them")
        {
            Detection = "VFs are there, and the kernel log says \"VFs will not be deallocated\" or \"because some are assigned to VMs\"",
            Remedy = "'vfleet vf list' shows who has them: detach or stop those guests first",
            Source = "kernel drivers/net/ethernet/intel/igb/igb_main.c, i40e/i40e_virtchnl_pf.c (pci_vfs_assigned)",
            Find = KeptVfs,
        },
        new("PCI18", RuleSeverity.Degrades, "VFs are enabled and not there")
        {
            Detection = "sriov_numvfs is larger than the number of virtfn links",
            Remedy = "'udevadm settle', then look again; if they are still missing, free the others and set the number anew",
            Source = "kernel drivers/pci/iov.c (pci_iov_add_virtfn); sriov-network-operator issue 1015",
            Find = Missing,
        },
    ];

    private static IEnumerable<Symptom> TooMany(ExaminedHost host)
    {
        var asked = host.Examination.Intents.Select(intent => (Pf: host.Pf(intent.Pf), intent.Vfs, intent.Path, intent.IsKept))
            .Concat(host.Examination.Configurators.Select(other => (
                Pf: other.Pf is { } address ? host.Pf(address) : other.Netdev is { } name ? host.PfCalled(name) : null, other.Vfs, other.Path, false)));
        foreach (var (pf, vfs, path, isKept) in asked)
        {
            if (pf is { TotalVfs: > 0 } && vfs > pf.TotalVfs)
            {
                yield return new Symptom(
                    Subject.Of(pf),
                    $"{path} asks for {vfs} VFs, sriov_totalvfs is {pf.TotalVfs}",
                    $"{(isKept ? $"vfleet pf set {pf.Name} --vfs {pf.TotalVfs}" : $"write {pf.TotalVfs} or less into {path}")}, or raise the number in the card's firmware");
            }
        }
    }

    private static IEnumerable<Symptom> NotOverZero(ExaminedHost host)
    {
        foreach (var said in host.Log.Say(KernelWords.AlreadyEnabled).GroupBy(saying => saying.Function).Select(same => same.Last()))
        {
            if (said.Function is { } function && host.Pf(function) is { NumVfs: > 0 } pf && said.Numbers.Take(2).ToList() is [var was, var asked]
                && was == pf.NumVfs && asked != was)
            {
                yield return new Symptom(Subject.Of(pf), said.Quote, "vfleet pf set "
                    + $"{pf.Name} --vfs {asked}, which goes over 0 once every VF is free");
            }
        }
    }

    private static IEnumerable<Symptom> Fewer(ExaminedHost host)
    {
        foreach (var said in host.Log.Say(KernelWords.OnlySomeEnabled).GroupBy(saying => saying.Function).Select(same => same.Last()))
        {
            if (said.Function is { } function && host.Pf(function) is { } pf && said.Numbers.FirstOrDefault() is var asked && pf.NumVfs < asked)
            {
                yield return new Symptom(Subject.Of(pf), $"{said.Quote}; sriov_numvfs is {pf.NumVfs}");
            }
        }
    }

    private static IEnumerable<Symptom> Stuck(ExaminedHost host)
    {
        if (host.Services.StuckTasks.FirstOrDefault(task => task.WaitsIn.Contains("iov", StringComparison.Ordinal)) is { } task)
        {
            yield return new Symptom(Subject.Host, $"{task.Command} (pid {task.Pid}) waits in {task.WaitsIn}");
        }
        else if (host.Log.Say(KernelWords.Blocked).LastOrDefault() is { } blocked
            && host.Log.Say(KernelWords.CountBeingWritten).Any(trace => trace.Line - blocked.Line is > 0 and < TraceLines))
        {
            yield return new Symptom(Subject.Host, blocked.Quote);
        }
    }

    // A trace of the hung task detector with registers and modules is about 40 lines long.
    private const int TraceLines = 60;

    private static IEnumerable<Symptom> KeptVfs(ExaminedHost host) => host.Log.Last(KernelWords.KeptWhileAssigned, KernelWords.CannotFreeAssigned)
        .Where(last => last.Pf is { NumVfs: > 0 }).Select(last => new Symptom(last.Subject, last.Evidence));

    private static IEnumerable<Symptom> Missing(ExaminedHost host) => host.Pfs
        .Where(pf => pf.Vfs.Length < pf.NumVfs)
        .Select(pf => new Symptom(
            Subject.Of(pf),
            $"sriov_numvfs is {pf.NumVfs}, {pf.Vfs.Length} VFs are there",
            $"'udevadm settle', then look again; if they are still missing: vfleet pf set {pf.Name} --vfs 0, then --vfs {pf.NumVfs}"));
}
