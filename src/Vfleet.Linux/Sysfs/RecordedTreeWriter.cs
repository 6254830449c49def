namespace Vfleet.Linux.Sysfs;

/// <summary>Refuses every write: what somebody recorded stays as it was.</summary>
public sealed class RecordedTreeWriter : ISysfsWriter
{
    /// <inheritdoc/>
    public Errno Write(string path, string value) => Errno.ReadOnly;
}
