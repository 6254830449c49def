using System.Text.RegularExpressions;

namespace Vfleet.Host.Capturing;

/// <summary>Takes passwords out of kernel arguments, which the log repeats.</summary>
internal static partial class TextSecrets
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Removed = "removed";

    /// <summary>Takes them out.</summary>
    /// <param name="text">Arguments, or a log.</param>
    /// <returns>The text with every value removed whose name speaks of a secret, and the user and password of an iSCSI root.</returns>
    public static string Remove(string text) => Iscsi().Replace(Named().Replace(text, "${name}=" + Removed), "${name}" + Removed + "@");

    [GeneratedRegex(
        @"(?<name>[\w.-]*(password|passwd|passphrase|secret|token|apikey)[\w.-]*)=(""[^""\n]*""|[^\s""]+)",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Named();

    // netroot=iscsi:user:password@server:... (dracut.cmdline(7)).
    [GeneratedRegex(@"(?<name>iscsi:)[^\s@""]+@", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Iscsi();
}
