namespace Vfleet.Domain.Problems;

/// <summary>Something that keeps a wish from being done: what, where, and what to do about it.</summary>
/// <param name="Code">The stable code; decides the exit code of a command.</param>
/// <param name="Message">One sentence that names the thing and the reason.</param>
/// <param name="Remedy">What the reader can do, as a command where there is one.</param>
/// <param name="Path">The field or function it is about, for example <c>mac</c> or <c>0000:01:00.0/3</c>; empty when it is about the whole.</param>
public sealed record Problem(ProblemCode Code, string Message, string Remedy, string Path = "")
{
    /// <inheritdoc/>
    public override string ToString() => $"{Message} ({Code.Name})";
}
