using System.Runtime.InteropServices;

namespace Vfleet.Libvirt.Interop;

/// <summary>Strings and arrays that cross from the library; which are ours to free is said by each call.</summary>
internal static unsafe class NativeText
{
    /// <summary>Copies a string that stays the library's.</summary>
    internal static string Borrowed(nint text) => Marshal.PtrToStringUTF8(text) ?? "";

    /// <summary>Copies a string that is ours and frees it. NativeMemory.Free is the C library's free().</summary>
    internal static string Owned(nint text)
    {
        try
        {
            return Marshal.PtrToStringUTF8(text) ?? "";
        }
        finally
        {
            NativeMemory.Free((void*)text);
        }
    }

    /// <summary>Wraps every object of an array that is ours, then frees the array.</summary>
    internal static T[] OwnedObjects<T>(nint* objects, int count, Func<nint, T> wrap)
    {
        var wrapped = new T[count];
        for (var i = 0; i < count; i++)
        {
            wrapped[i] = wrap(objects[i]);
        }

        NativeMemory.Free(objects);
        return wrapped;
    }

    /// <summary>A UUID as the library writes it: 16 bytes in the order of its text.</summary>
    internal static Guid Uuid(ReadOnlySpan<byte> bytes) => new(bytes, bigEndian: true);
}
