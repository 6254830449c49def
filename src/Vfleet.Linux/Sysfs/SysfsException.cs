namespace Vfleet.Linux.Sysfs;

/// <summary>A file of the kernel could not be accessed although it should be: a fault, not an expected answer.</summary>
public sealed class SysfsException : IOException
{
    /// <summary>Makes a fault.</summary>
    /// <param name="operation">What was done: "read", "write", "open", "list".</param>
    /// <param name="path">The file, with the root it was looked for under.</param>
    /// <param name="errno">The kernel's reason.</param>
    public SysfsException(string operation, string path, Errno errno)
        : base($"cannot {operation} {path}: {errno.Describe()} ({(int)errno})")
    {
        Operation = operation;
        Path = path;
        Errno = errno;
    }

    /// <summary>What was done: "read", "write", "open", "list".</summary>
    public string Operation { get; }

    /// <summary>The file, with the root it was looked for under.</summary>
    public string Path { get; }

    /// <summary>The kernel's reason.</summary>
    public Errno Errno { get; }

    /// <summary>Whether a later attempt may succeed.</summary>
    public bool IsTransient => Errno.IsTransient();
}

/// <summary>One file that could not be read, or made no sense, while the rest of a reading went on.</summary>
/// <param name="Path">The file, relative to the root.</param>
/// <param name="Errno">The kernel's reason; <see cref="Errno.Invalid"/> for content that makes no sense.</param>
/// <param name="Detail">The content that made no sense, or an empty text.</param>
public sealed record ReadFault(string Path, Errno Errno, string Detail = "")
{
    /// <summary>For example <c>sys/bus/pci/devices/0000:01:00.0/numa_node: Input/output error</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Detail.Length == 0 ? $"{Path}: {Errno.Describe()}" : $"{Path}: {Errno.Describe()}: '{Detail}'";
}
