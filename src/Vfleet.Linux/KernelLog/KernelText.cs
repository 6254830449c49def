using System.Globalization;
using System.Text;

namespace Vfleet.Linux.KernelLog;

/// <summary>Makes a log line fit to be shown.</summary>
internal static class KernelText
{
    /// <summary>Undoes the <c>\xNN</c> escapes of <c>/dev/kmsg</c> and replaces control characters, which a device's text may hold, by '?'.</summary>
    /// <param name="text">The escaped text.</param>
    /// <returns>The text.</returns>
    public static string Unescape(ReadOnlySpan<byte> text)
    {
        Span<byte> plain = text.Length <= 2048 ? stackalloc byte[text.Length] : new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == (byte)'\\' && i + 3 < text.Length && text[i + 1] == (byte)'x'
                && byte.TryParse(text.Slice(i + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                plain[length++] = octet;
                i += 3;
            }
            else
            {
                plain[length++] = text[i];
            }
        }

        return Printable(Encoding.UTF8.GetString(plain[..length]));
    }

    /// <summary>Replaces control characters by '?', so that a line cannot move a terminal's cursor.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text without control characters; tabs become spaces.</returns>
    public static string Printable(string text) =>
        !text.Any(char.IsControl)
            ? text
            : string.Create(text.Length, text, static (target, source) =>
            {
                for (var i = 0; i < target.Length; i++)
                {
                    target[i] = source[i] == '\t' ? ' ' : char.IsControl(source[i]) ? '?' : source[i];
                }
            });
}
