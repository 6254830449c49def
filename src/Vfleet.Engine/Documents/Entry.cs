namespace Vfleet.Engine.Documents;

/// <summary>A document of the fleet as this engine knows it.</summary>
/// <typeparam name="T">What it is.</typeparam>
/// <param name="Value">It.</param>
/// <param name="Revision">The commit that last wrote it; an ETag for those outside.</param>
/// <param name="IsFrozen">Whether somebody is changing or removing it and looks who uses it: nobody may begin to use it until that is over.</param>
public sealed record Entry<T>(T Value, long Revision, bool IsFrozen);
