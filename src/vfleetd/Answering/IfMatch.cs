using Microsoft.Extensions.Primitives;
using Vfleet.Domain.Problems;

namespace Vfleet.Server.Answering;

/// <summary>Reads <c>If-Match</c> (RFC 9110, 13.1.1): one strong tag, or <c>*</c>.</summary>
internal static class IfMatch
{
    /// <summary>Reads it.</summary>
    /// <param name="header">The header.</param>
    /// <param name="revision">The revision; null when any will do.</param>
    /// <param name="problem">Why it is none.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryRead(StringValues header, out long? revision, out Problem? problem)
    {
        (revision, problem) = (null, null);
        if (header.Count == 0 || header == "*")
        {
            return true;
        }

        var text = header.ToString().Trim();
        if (text is ['"', .. var digits, '"'] && long.TryParse(digits, System.Globalization.NumberStyles.None, null, out var number))
        {
            revision = number;
            return true;
        }

        problem = new Problem(ServerCode.Header, "the header If-Match is no tag of this engine", "send the ETag of the resource as it came, or leave the header out", "If-Match");
        return false;
    }
}
