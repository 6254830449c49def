using System.Text.Json;

namespace Vfleet.Engine.Documents;

/// <summary>That something desired of a host changed: the revision of this document is the generation of what is desired.</summary>
/// <param name="HostId">The host.</param>
public sealed record DesiredMark(Guid HostId);

/// <summary>Which engine a host's agent talks to.</summary>
/// <param name="HostId">The host.</param>
/// <param name="EngineId">The engine; it is another one after each start.</param>
/// <param name="Since">Since when.</param>
/// <param name="IsLost">Whether the host has been silent for too long.</param>
public sealed record HostContact(Guid HostId, Guid EngineId, DateTimeOffset Since, bool IsLost);

/// <summary>An engine that lives.</summary>
/// <param name="Id">Its id, another one after each start.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Seen">When it last said that it lives.</param>
public sealed record EngineSign(Guid Id, string Name, DateTimeOffset Seen);

/// <summary>That a request was done, so that it is not done again.</summary>
/// <param name="Id">Of whom, and the key.</param>
/// <param name="Digest">Of what was asked: another request with the same key is refused.</param>
/// <param name="Time">When.</param>
/// <param name="Kind">The kind of what was made.</param>
/// <param name="Made">The ids of what was made.</param>
public sealed record DoneRequest(string Id, string Digest, DateTimeOffset Time, string Kind, string[] Made);

/// <summary>Something that belongs to a part outside of the fleet's model (keys of the authority ...).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Body">It.</param>
public sealed record Keepsake(string Id, JsonElement Body);
