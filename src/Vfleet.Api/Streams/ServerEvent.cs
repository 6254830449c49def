namespace Vfleet.Api.Streams;

/// <summary>A server-sent event.</summary>
/// <param name="Name">Its type.</param>
/// <param name="Id">Its id, or the last one before it; null when there was none.</param>
/// <param name="Text">Its content.</param>
public sealed record ServerEvent(string Name, string? Id, string Text);
