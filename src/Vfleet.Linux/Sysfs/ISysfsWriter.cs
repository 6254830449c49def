namespace Vfleet.Linux.Sysfs;

/// <summary>Writes the kernel's control files. The seam at which tests put a kernel of their own.</summary>
/// <remarks>A write blocks for as long as the kernel takes; some never return (a PF driver waiting for firmware). So nobody calls this
/// directly but <see cref="DeadlineWrites"/>.</remarks>
public interface ISysfsWriter
{
    /// <summary>Writes a value with one write(2), as the kernel demands.</summary>
    /// <param name="path">Relative to the root, such as <c>sys/bus/pci/devices/0000:01:00.0/sriov_numvfs</c>. Links are followed.</param>
    /// <param name="value">The value; a line feed alone is how <c>driver_override</c> is cleared.</param>
    /// <returns>The kernel's answer; <see cref="Errno.None"/> for success.</returns>
    Errno Write(string path, string value);
}
