using System.Collections.Frozen;
using Vfleet.Domain.Problems;
using Vfleet.Engine;

namespace Vfleet.Server.Answering;

/// <summary>The HTTP status code of a problem: by its kind, but for some codes that HTTP has a status of its own for.</summary>
internal static class ProblemStatus
{
    private static readonly FrozenDictionary<ProblemKind, (int Status, string Title)> Kinds = new Dictionary<ProblemKind, (int, string)>
    {
        [ProblemKind.Usage] = (400, "The request is not understood"),
        [ProblemKind.NotFound] = (404, "There is no such thing"),
        [ProblemKind.Refused] = (409, "The fleet's state forbids it"),
        [ProblemKind.Busy] = (409, "Others are changing it"),
        [ProblemKind.Permission] = (403, "The caller may not"),
        [ProblemKind.Unsupported] = (422, "It cannot be done here"),
        [ProblemKind.Failed] = (500, "The engine failed"),
        [ProblemKind.Timeout] = (504, "It took too long"),
        [ProblemKind.Cancelled] = (409, "It was stopped"),
        [ProblemKind.Storage] = (503, "The store does not work"),
        [ProblemKind.Unavailable] = (503, "Something that is needed does not answer"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, int> Codes = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        [ServerCode.Unauthenticated.Name] = 401,
        [ServerCode.LoginFailed.Name] = 401,
        [ServerCode.MethodUnknown.Name] = 405,
        [EngineCode.Ambiguous.Name] = 409,
        [EngineCode.KeyReused.Name] = 409,
        [ServerCode.Stale.Name] = 412,
        [ServerCode.TooLarge.Name] = 413,
        [ServerCode.MediaType.Name] = 415,
        [ServerCode.TooMany.Name] = 429,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The status code.</summary>
    /// <param name="code">The problem's code.</param>
    /// <returns>400-599.</returns>
    public static int Of(ProblemCode code) => Codes.TryGetValue(code.Name, out var status) ? status : Kinds[code.Kind].Status;

    /// <summary>What people call the sort of problem.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>A few words.</returns>
    public static string Title(ProblemKind kind) => Kinds[kind].Title;
}
