namespace Vfleet.Engine.Hosts;

/// <summary>Which engine this is.</summary>
/// <param name="Id">Another one after each start.</param>
/// <param name="Name">What people call it.</param>
public sealed record EngineIdentity(Guid Id, string Name);
