using System.Text.Json.Serialization.Metadata;
using Vfleet.Api;

namespace Vfleet.Client;

/// <summary>How types of the wire are read and written.</summary>
public static class WireType
{
    /// <summary>How one is.</summary>
    /// <typeparam name="T">A type that <see cref="ApiJson"/> knows.</typeparam>
    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)ApiJson.Default.GetTypeInfo(typeof(T))!;
}
