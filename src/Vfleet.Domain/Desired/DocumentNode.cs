using System.Collections.Immutable;

namespace Vfleet.Domain.Desired;

/// <summary>A piece of a document as it was written, before anything of it is understood.</summary>
/// <param name="Place">Where it begins.</param>
public abstract record DocumentNode(Place Place)
{
    /// <summary>What it is, for messages: <c>a value</c>, <c>a list</c> or <c>a group of keys</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>A single value.</summary>
    /// <param name="Place">Where it begins.</param>
    /// <param name="Text">Its text.</param>
    /// <param name="IsQuoted">Whether it stands in quotes, which makes it a text whatever it looks like.</param>
    public sealed record Scalar(Place Place, string Text, bool IsQuoted) : DocumentNode(Place)
    {
        /// <inheritdoc/>
        public override string Kind => "a value";
    }

    /// <summary>A list.</summary>
    /// <param name="Place">Where it begins.</param>
    /// <param name="Items">Its items in order.</param>
    public sealed record Sequence(Place Place, ImmutableArray<DocumentNode> Items) : DocumentNode(Place)
    {
        /// <inheritdoc/>
        public override string Kind => "a list";
    }

    /// <summary>Keys with values.</summary>
    /// <param name="Place">Where it begins.</param>
    /// <param name="Entries">Keys and values in order; a key may stand there twice.</param>
    public sealed record Mapping(Place Place, ImmutableArray<(Scalar Key, DocumentNode Value)> Entries) : DocumentNode(Place)
    {
        /// <inheritdoc/>
        public override string Kind => "a group of keys";
    }
}
