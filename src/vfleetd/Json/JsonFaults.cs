using System.Text.Json;
using System.Text.RegularExpressions;
using Vfleet.Domain.Problems;
using Vfleet.Server.Answering;

namespace Vfleet.Server.Json;

/// <summary>Says in our words why a body cannot be read. What the JSON library says names types of the program, which nobody outside knows.</summary>
internal static partial class JsonFaults
{
    private const string See = "docs/openapi.json says what is expected";

    /// <summary>A problem of a fault.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>The problem; its path is the member's, as <c>nics[0].mac</c>.</returns>
    public static Problem Of(JsonException fault)
    {
        var path = fault.Path is { } found ? found.TrimStart('$').TrimStart('.') : "";
        var where = path.Length == 0 ? "the body" : $"the member {path}";
        var message = fault.Message;
        if (message.StartsWith("The JSON property", StringComparison.Ordinal) && message.Contains("could not be mapped", StringComparison.Ordinal))
        {
            return new Problem(ServerCode.MemberUnknown, $"{where} is not known here", $"leave it out, or see how it is spelt: {See}", path);
        }

        if (Missing().Match(message) is { Success: true } missing)
        {
            return new Problem(ProblemCode.Malformed, $"{where} lacks {missing.Groups["members"].Value.Replace("'", "", StringComparison.Ordinal).TrimEnd('.')}", $"give it: {See}", path);
        }

        if (message.Contains("could not be converted", StringComparison.Ordinal) || message.Contains("cannot be converted", StringComparison.Ordinal))
        {
            return new Problem(ProblemCode.Malformed, $"{where} has a value of the wrong type, or one that is none of the words that may stand there", See, path);
        }

        if (message.Contains("doesn't allow setting null values", StringComparison.Ordinal) || message.Contains("constructor parameter", StringComparison.Ordinal))
        {
            return new Problem(ProblemCode.Malformed, $"{where} or a member of it is null and must not be", See, path);
        }

        if (message.Contains("uplicate property", StringComparison.Ordinal))
        {
            return new Problem(ProblemCode.Malformed, $"{where} has a member twice", "give each member once", path);
        }

        if (message.Contains("maximum configured depth", StringComparison.Ordinal))
        {
            return new Problem(ServerCode.TooDeep, $"the body nests deeper than {Wire.MostDepth} levels", See, path);
        }

        var isOurs = !message.Contains("LineNumber:", StringComparison.Ordinal) && !message.Contains("System.", StringComparison.Ordinal);
        return isOurs && path.Length > 0
            ? new Problem(ProblemCode.Malformed, $"{where} {message.TrimEnd('.')}", See, path)
            : new Problem(ProblemCode.Malformed, $"the body is no JSON{At(fault)}", "send one JSON object", path);
    }

    private static string At(JsonException fault) => fault is { LineNumber: { } line, BytePositionInLine: { } position } ? $" (line {line + 1}, byte {position + 1})" : "";

    [GeneratedRegex(@"missing required properties including: (?<members>.+?)\.?$", RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Missing();
}
