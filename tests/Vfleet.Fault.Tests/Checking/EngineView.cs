using System.Collections.Immutable;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Vfleet.Api;
using Vfleet.Api.Answers;

namespace Vfleet.Fault.Tests.Checking;

/// <summary>What an engine says about VFs and VMs when it is asked.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Claims">VFs with a claim: who has them, which generation.</param>
/// <param name="Vms">VMs: status and host.</param>
public sealed record EngineView(string Engine, ImmutableDictionary<string, string> Claims, ImmutableDictionary<string, string> Vms)
{
    public const string Agree = "an engine says what is in the store";

    public static async Task<EngineView> AskAsync(string name, Uri engine, HttpClient client)
    {
        var vfs = await AllAsync(client, engine, Routes.Vfs, ApiJson.Default.PageVfResource);
        var vms = await AllAsync(client, engine, Routes.Vms, ApiJson.Default.PageVmResource);
        return new EngineView(
            name,
            vfs.Where(vf => vf.Claim is not null).ToImmutableDictionary(
                vf => $"{vf.Host.Id}/{vf.Pf}/{vf.Index}", vf => Claim(vf.Claim == "held", vf.Generation!.Value, vf.Vm!.Id!.Value), StringComparer.Ordinal),
            vms.ToImmutableDictionary(vm => vm.Id.ToString()!, vm => $"{vm.Status!.Value.ToString().ToLowerInvariant()} {vm.Host?.Id}", StringComparer.Ordinal));
    }

    public static IEnumerable<Violation> Check(EngineView view, StoredFleet store) =>
    [
        .. Compare(view.Engine, view.Claims, store.Claims.ToDictionary(claim => claim.Vf, claim => Claim(claim.IsHeld, claim.Generation, claim.Vm), StringComparer.Ordinal)),
        .. Compare(view.Engine, view.Vms, store.Vms.Values.ToDictionary(vm => vm.Id.ToString(), vm => $"{vm.Status} {vm.Host}", StringComparer.Ordinal)),
    ];

    private static IEnumerable<Violation> Compare(string engine, ImmutableDictionary<string, string> said, Dictionary<string, string> stored) => said.Keys
        .Union(stored.Keys, StringComparer.Ordinal)
        .Where(key => said.GetValueOrDefault(key) != stored.GetValueOrDefault(key))
        .Select(key => new Violation(Agree, key, $"{engine} says '{said.GetValueOrDefault(key) ?? "nothing"}', the store has '{stored.GetValueOrDefault(key) ?? "nothing"}'"));

    private static string Claim(bool isHeld, long generation, Guid vm) => $"{(isHeld ? "held" : "releasing")} {generation} {vm}";

    private static async Task<List<T>> AllAsync<T>(HttpClient client, Uri engine, string path, JsonTypeInfo<Page<T>> type)
    {
        var all = new List<T>();
        string? after = null;
        do
        {
            var page = (await client.GetFromJsonAsync(new Uri(engine, $"{path}?limit=1000{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}"), type))!;
            all.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        return all;
    }
}
