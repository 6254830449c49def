using System.Collections.Immutable;
using System.Text.Json;
using Vfleet.Engine.State;

namespace Vfleet.Server.Listing;

/// <summary>A member that a list can be sorted and filtered by.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Name">The member's name.</param>
/// <param name="Value">Its value.</param>
internal sealed record Field<T>(string Name, Func<T, FleetState, FieldValue> Value)
{
    /// <summary>The words that it can have; empty for any.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>Whether it is a number.</summary>
    public bool IsNumber { get; init; }

    /// <summary>A truth.</summary>
    /// <param name="name">The member's name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>The field.</returns>
    public static Field<T> Truth(string name, Func<T, FleetState, bool> value) => new(name, (item, state) => value(item, state)) { Words = ["true", "false"] };

    /// <summary>A number.</summary>
    /// <param name="name">The member's name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>The field.</returns>
    public static Field<T> Count(string name, Func<T, FleetState, long?> value) => new(name, (item, state) => value(item, state)) { IsNumber = true };

    /// <summary>A word of an enumeration.</summary>
    /// <typeparam name="TWord">The enumeration.</typeparam>
    /// <param name="name">The member's name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>The field.</returns>
    public static Field<T> Word<TWord>(string name, Func<T, FleetState, TWord> value)
        where TWord : struct, Enum => new(name, (item, state) => FieldValue.Of(value(item, state)))
        {
            Words = [.. Enum.GetNames<TWord>().Select(JsonNamingPolicy.CamelCase.ConvertName)],
        };
}
