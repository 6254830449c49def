using System.Runtime.CompilerServices;
using System.Text;

namespace Vfleet.Linux.Sysfs;

/// <summary>A path as the kernel takes it: UTF-8, NUL-terminated, on the stack.</summary>
[InlineArray(Capacity)]
internal struct PathBytes
{
    /// <summary>Bytes with the NUL. Paths in sysfs are below 300 bytes even behind many bridges.</summary>
    public const int Capacity = 1024;

    private byte _first;

    /// <summary>Writes a path and its NUL.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Whether it fits and holds no NUL of its own.</returns>
    public bool TryWrite(ReadOnlySpan<char> path)
    {
        Span<byte> bytes = this;
        if (path.Contains('\0') || !Encoding.UTF8.TryGetBytes(path, bytes[..^1], out var length))
        {
            return false;
        }

        bytes[length] = 0;
        return true;
    }
}
