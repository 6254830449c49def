using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Problems;
using Vfleet.Engine;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Calling;

/// <summary>Finds what a body refers to.</summary>
internal static class References
{
    /// <summary>What a reference means.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="reading">Reads the body; it notes when there is none, or are several.</param>
    /// <param name="call">The request.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="path">The element that refers.</param>
    /// <param name="missing">What it is when there is none.</param>
    /// <param name="narrow">Which of several of the name; null for any.</param>
    /// <returns>It; null when nothing was sent, or there is none.</returns>
    public static T? Find<T>(this ElementReading reading, OvirtCall call, FleetKind<T> kind, string path, ProblemCode missing, Func<T, bool>? narrow = null)
        where T : class
    {
        if (reading.Reference(path) is not { IsEmpty: false } reference)
        {
            return null;
        }

        var found = call.Meant(kind, reference).Where(narrow ?? (_ => true)).Take(2).ToList();
        switch (found.Count)
        {
            case 1:
                return found[0];
            case 0:
                reading.Add(new Problem(missing, $"there is no {kind.Word} '{reference}'", $"name one that there is: GET {OvirtRoute.Root} leads to them", path));
                return null;
            default:
                reading.Add(new Problem(EngineCode.Ambiguous, $"several have the name '{reference}'", "name it by its id", path));
                return null;
        }
    }
}
