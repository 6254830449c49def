using Vfleet.Domain.Fleet;

namespace Vfleet.Engine.Guests;

/// <summary>Something that is wrong with a VF.</summary>
/// <param name="Vf">The VF.</param>
/// <param name="Kind">Which sort: <c>claim-without-guest</c>, <c>guest-without-claim</c>, <c>left-over</c>, <c>wrong-guest</c>, <c>suspect</c> or <c>missing</c>.</param>
/// <param name="Message">It in a sentence.</param>
/// <param name="Remedy">What the reader can do.</param>
/// <param name="VmId">The VM that it is about; null for none.</param>
/// <param name="IsHealed">Whether the engine heals it by itself.</param>
public sealed record VfProblem(VfKey Vf, string Kind, string Message, string Remedy, Guid? VmId, bool IsHealed);
