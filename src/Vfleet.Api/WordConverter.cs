using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vfleet.Api;

/// <summary>Values of an enumeration as words in camel case; numbers are refused.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class WordConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
