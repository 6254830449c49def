using System.Text.Json;

namespace Vfleet.Api.Resources;

/// <summary>Something that happened.</summary>
/// <param name="Number">Its number: later ones have higher ones.</param>
/// <param name="Time">When.</param>
/// <param name="Code">What sort of thing, as <c>vm.placed</c>.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Subject">What it is about, as <c>vm/ID</c>.</param>
/// <param name="Message">It in a sentence.</param>
/// <param name="Before">What it was before; null when there was nothing.</param>
/// <param name="After">What it is after; null when there is nothing.</param>
public sealed record EventResource(
    long Number, DateTimeOffset Time, string Code, string Actor, string Subject, string Message, JsonElement? Before, JsonElement? After);
