namespace Vfleet.Api.Resources;

/// <summary>Something that keeps a wish from being done.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Message">What, where and why.</param>
/// <param name="Remedy">What the reader can do.</param>
/// <param name="Path">The member of the request that it is about; empty when it is about the whole.</param>
public sealed record ProblemResource(string Code, string Message, string Remedy, string Path = "");
