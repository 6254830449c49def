using System.Runtime.InteropServices;
using System.Text.Json;
using Vfleet.Api.Agents;
using Vfleet.Domain.Fleet;
using Vfleet.Primitives;
using Vfleet.Server.Json;

namespace Vfleet.Server.Agents;

/// <summary>Makes an inventory of the sections of a report. Values that no host can have are refused: what one host says must not hurt the others.</summary>
internal static class InventoryReading
{
    // TotalVFs is a 16 bit register (PCI Express 6.0, 9.3.3.5); no card has so many.
    private const int MostVfs = 4096;
    private const int MostPfs = 256;
    private const int MostGuests = 10_000;
    private const int MostNodes = 1024;
    private const int MostBridges = 1000;
    private const int MostCpus = 65_536;
    private const int MostMemoryMiB = 1 << 30;
    private const int MostSpeed = 10_000_000;
    private const int LongestText = 256;
    private const int MostHolds = 16;
    private const int MostNics = 1000;

    /// <summary>Reads changes.</summary>
    /// <param name="before">What is known.</param>
    /// <param name="sections">The sections that changed; null for one that is gone.</param>
    /// <param name="after">What is known then.</param>
    /// <returns>What is wrong, in a sentence; null when nothing is.</returns>
    public static string? Read(HostInventory before, IReadOnlyDictionary<string, JsonElement?> sections, out HostInventory after)
    {
        after = before;
        foreach (var (name, json) in sections)
        {
            try
            {
                var wrong = name switch
                {
                    "facts" => Take(json is { } facts ? Section<HostFacts>(facts) : new HostFacts(), ref after),
                    "guests" => Take(json is { } guests ? Section<InventoryGuest[]>(guests) : [], ref after),
                    _ when name.StartsWith("pf/", StringComparison.Ordinal) && PciAddress.TryParse(name.AsSpan(3), out var address) =>
                        Take(address, json is { ValueKind: not JsonValueKind.Null } pf ? Section<InventoryPf>(pf) : null, ref after),
                    _ => $"the section '{Answering.QueryReading.Shown(name)}' is not known",
                };
                if (wrong is not null)
                {
                    return wrong;
                }
            }
            catch (JsonException fault)
            {
                return $"section {Answering.QueryReading.Shown(name)}: {JsonFaults.Of(fault).Message}";
            }
        }

        return after.Pfs.Length > MostPfs ? $"the host has {after.Pfs.Length} PFs" : null;
    }

    private static T Section<T>(JsonElement json)
        where T : class => Wire.ReadOfAgent<T>(JsonMarshal.GetRawUtf8Value(json)) ?? throw new JsonException("is null");

    private static string? Take(HostFacts facts, ref HostInventory inventory)
    {
        var (nodes, bridges) = (facts.NumaNodes ?? [], facts.Bridges ?? []);
        if (facts.MemoryMiB is < 0 or > MostMemoryMiB || facts.Cpus is < 0 or > MostCpus || nodes.Count > MostNodes || bridges.Count > MostBridges)
        {
            return "facts has numbers that no host has";
        }

        if (nodes.Any(node => node is null or { Node: < 0 or > 65_535 } or { MemoryMiB: < 0 or > MostMemoryMiB } or { Cpus: < 0 or > MostCpus })
            || bridges.Any(bridge => !IsText(bridge)) || !IsText(facts.Kernel ?? "") || !IsText(facts.AgentVersion ?? ""))
        {
            return "facts has values that no host has";
        }

        inventory = inventory with
        {
            MemoryMiB = facts.MemoryMiB,
            Cpus = facts.Cpus,
            NumaNodes = [.. nodes],
            Kernel = facts.Kernel ?? "",
            AgentVersion = facts.AgentVersion ?? "",
            Bridges = [.. bridges],
        };
        return null;
    }

    private static string? Take(InventoryGuest[] guests, ref HostInventory inventory)
    {
        if (guests.Length > MostGuests || guests.Any(guest => guest is null || !IsText(guest.Name) || !CanBe(guest)))
        {
            return "guests has more, or others, than a host can have";
        }

        // An agent of an earlier version does not tell of its guests' devices.
        inventory = inventory with { Guests = [.. guests.Select(guest => guest.Nics.IsDefault ? guest with { Nics = [] } : guest)] };
        return null;
    }

    private static string? Take(PciAddress address, InventoryPf? pf, ref HostInventory inventory)
    {
        var others = inventory.Pfs.RemoveAll(other => other.Address == address);
        if (pf is null)
        {
            inventory = inventory with { Pfs = others };
            return null;
        }

        if (pf.Address != address || !IsText(pf.Name) || pf.Name.Length == 0
            || new[] { pf.VendorDevice, pf.VfVendorDevice, pf.Model }.Any(text => !IsText(text))
            || new[] { pf.Driver, pf.EswitchMode, pf.Bond }.Any(text => text is not null && !IsText(text)))
        {
            return $"pf/{address} has words that no PF has";
        }

        if (pf.MaxVfs is < 0 or > MostVfs || pf.NumVfs is < 0 or > MostVfs || pf.NumaNode is < 0 or > 65_535 || pf.Speed is < 0 or > MostSpeed || pf.Mtu is < 0 or > 65_535
            || pf.VfOffset is < 0 or > 65_535 || pf.VfStride is < 0 or > 65_535
            || pf.Vfs.IsDefault || pf.Vfs.Length > MostVfs)
        {
            return $"pf/{address} has numbers that no PF has";
        }

        if (pf.Vfs.Any(vf => vf is null || vf.Index is < 0 or >= MostVfs || vf.Holds.IsDefault || vf.Holds.Length > MostHolds || vf.Holds.Any(hold => !IsText(hold))
                || (!vf.Leftovers.IsDefault && (vf.Leftovers.Length > MostHolds || vf.Leftovers.Any(left => !IsText(left)))))
            || pf.Vfs.Select(vf => vf.Index).Distinct().Count() != pf.Vfs.Length)
        {
            return $"pf/{address} has VFs that no PF has";
        }

        // Nor of what is left on its VFs.
        pf = pf with { Vfs = [.. pf.Vfs.Select(vf => vf.Leftovers.IsDefault ? vf with { Leftovers = [] } : vf)] };
        inventory = inventory with { Pfs = [.. others.Add(pf).OrderBy(other => other.Address)] };
        return null;
    }

    private static bool CanBe(InventoryGuest guest) => guest.Cpus is >= 0 and <= MostCpus && guest.MemoryMiB is >= 0 and <= MostMemoryMiB
        && (guest.Nics.IsDefault || (guest.Nics.Length <= MostNics
            && guest.Nics.All(nic => nic is not null && nic.Vf is null or (>= 0 and < MostVfs) && (nic.Bridge is null || IsText(nic.Bridge)))));

    private static bool IsText(string? text) => text is { Length: <= LongestText } && !text.Any(char.IsControl);
}
