using System.Diagnostics;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Bench.VfCount;

/// <summary>What it is compared with: open, write(2), close, and nothing else, as <c>echo 7 > sriov_numvfs</c> does without its shell.</summary>
internal sealed class VfCounts
{
    private readonly SysfsFileWriter _files = new(SysfsRoot.Live);

    /// <summary>Writes a file of a PF.</summary>
    public void Write(PciAddress pf, string file, string value)
    {
        var errno = _files.Write($"sys/bus/pci/devices/{pf}/{file}", value);
        if (errno != Errno.None)
        {
            throw new IOException($"writing {value} to {file} of {pf}: {errno}");
        }
    }

    /// <summary>Takes the VFs of all PFs away and waits until udev is done with them, so that each turn begins alike.</summary>
    public void Clear(IEnumerable<PciAddress> pfs)
    {
        foreach (var pf in pfs)
        {
            Write(pf, "sriov_numvfs", "0");
        }

        using var settle = Process.Start("udevadm", "settle");
        settle.WaitForExit();
    }

    /// <summary>Throws when a PF does not show that many VFs.</summary>
    public static void Check(IEnumerable<PciAddress> pfs, int count)
    {
        foreach (var pf in pfs)
        {
            var found = Directory.GetFileSystemEntries($"/sys/bus/pci/devices/{pf}", "virtfn*").Length;
            if (found != count)
            {
                throw new InvalidOperationException($"{pf} has {found} VFs, not {count}");
            }
        }
    }
}
