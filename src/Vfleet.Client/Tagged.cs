namespace Vfleet.Client;

/// <summary>A resource, and which state of it.</summary>
/// <typeparam name="T">The resource's type.</typeparam>
/// <param name="Value">The resource.</param>
/// <param name="Tag">The state's ETag: a change that names it is refused when the resource has changed meanwhile. Null when the engine gave none.</param>
public sealed record Tagged<T>(T Value, string? Tag);
