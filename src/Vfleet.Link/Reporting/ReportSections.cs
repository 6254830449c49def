using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Vfleet.Api;
using Vfleet.Api.Agents;
using Vfleet.Host.Agent;

namespace Vfleet.Link.Reporting;

/// <summary>What a host is, in the sections of its report, each with its hash.</summary>
internal sealed class ReportSections
{
    private readonly ImmutableSortedDictionary<string, (byte[] Json, string Hash)> _sections;

    private ReportSections(ImmutableSortedDictionary<string, (byte[] Json, string Hash)> sections)
    {
        _sections = sections;
        Hash = Hex(Encoding.UTF8.GetBytes(string.Concat(sections.Select(section => $"{section.Key} {section.Value.Hash}\n"))));
    }

    /// <summary>The hash of the whole.</summary>
    public string Hash { get; }

    /// <summary>Makes them of what the agent saw.</summary>
    /// <param name="look">What it saw.</param>
    /// <param name="facts">What else there is to know.</param>
    /// <param name="inventory">Makes the fleet's words of it.</param>
    /// <param name="before">The sections before: when libvirt is silent, guests are as they were last seen.</param>
    /// <returns>The sections.</returns>
    public static ReportSections Of(HostLook look, HostFacts facts, InventoryReading inventory, ReportSections? before)
    {
        var sections = ImmutableSortedDictionary.CreateBuilder<string, (byte[] Json, string Hash)>(StringComparer.Ordinal);
        void Add(string name, byte[] json) => sections[name] = (json, Hex(json));
        Add("facts", JsonSerializer.SerializeToUtf8Bytes(facts, ApiJson.Default.HostFacts));
        if (InventoryReading.Guests(look.Host) is { } guests)
        {
            Add("guests", JsonSerializer.SerializeToUtf8Bytes(guests, ApiJson.Default.InventoryGuestArray));
        }
        else if (before?._sections.TryGetValue("guests", out var known) == true)
        {
            sections["guests"] = known;
        }

        foreach (var pf in look.Host.Pfs)
        {
            Add($"pf/{pf.Address}", JsonSerializer.SerializeToUtf8Bytes(inventory.Pf(look, pf), ApiJson.Default.InventoryPf));
        }

        return new ReportSections(sections.ToImmutable());
    }

    /// <summary>All sections.</summary>
    /// <returns>They by name.</returns>
    public ImmutableSortedDictionary<string, JsonElement?> All() => Elements(_sections.Keys);

    /// <summary>The sections that differ.</summary>
    /// <param name="known">What the engine has.</param>
    /// <returns>They by name; null for one that is gone.</returns>
    public ImmutableSortedDictionary<string, JsonElement?> Since(ReportSections known) => Elements(
        _sections.Keys.Union(known._sections.Keys, StringComparer.Ordinal)
            .Where(name => _sections.GetValueOrDefault(name).Hash != known._sections.GetValueOrDefault(name).Hash));

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private ImmutableSortedDictionary<string, JsonElement?> Elements(IEnumerable<string> names) => names.ToImmutableSortedDictionary(
        name => name,
        name => _sections.TryGetValue(name, out var section) ? (JsonElement?)JsonElement.Parse(section.Json) : null,
        StringComparer.Ordinal);
}
