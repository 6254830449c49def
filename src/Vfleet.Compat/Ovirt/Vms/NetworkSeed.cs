using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Text.Json.Nodes;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Problems;

namespace Vfleet.Compat.Ovirt.Vms;

/// <summary>Makes of oVirt's <c>nic_configurations</c> a network configuration for cloud-init (version 2, as netplan has it).</summary>
internal static class NetworkSeed
{
    private const string Root = "initialization";
    private const string Nics = Root + "/nic_configurations";

    /// <summary>Reads them.</summary>
    /// <param name="reading">What was sent.</param>
    /// <param name="servers">The name servers, when no NIC is configured that could have them; null for none.</param>
    /// <returns>The configuration; null when no NIC is configured.</returns>
    public static JsonObject? Read(ElementReading reading, out JsonObject? servers)
    {
        var names = Words(reading.Text($"{Root}/dns_servers"));
        var search = Words(reading.Text($"{Root}/dns_search"));
        servers = null;
        if (reading.Root.Find(Nics) is not { Children.Count: > 0 } nics)
        {
            servers = names.Count + search.Count == 0 ? null : new JsonObject { ["nameservers"] = names, ["searchdomains"] = search };
            return null;
        }

        var made = new JsonObject();
        foreach (var nic in nics.Children)
        {
            if (nic.Find("name")?.Text?.Trim() is not { Length: > 0 } name)
            {
                Wrong(reading, "a nic_configuration has no name", "send the name that the NIC has in the guest");
                continue;
            }

            var one = new JsonObject();
            var addresses = new JsonArray();
            Family(reading, nic, one, addresses, AddressFamily.InterNetwork, name);
            Family(reading, nic, one, addresses, AddressFamily.InterNetworkV6, name);
            AddIf(one, "addresses", addresses);
            if (made.Count == 0 && names.Count + search.Count > 0)
            {
                one["nameservers"] = new JsonObject { ["addresses"] = names, ["search"] = search };
            }

            made[name] = one;
        }

        return new JsonObject { ["version"] = 2, ["ethernets"] = made };
    }

    private static void Family(ElementReading reading, Element nic, JsonObject one, JsonArray addresses, AddressFamily family, string name)
    {
        var isOld = family == AddressFamily.InterNetwork;
        var how = nic.Find(isOld ? "boot_protocol" : "ipv6_boot_protocol")?.Text?.Trim().ToLowerInvariant();
        switch (how)
        {
            case null or "" or "none" or "static":
                break;
            case "dhcp" or "poly_dhcp_autoconf":
                one[isOld ? "dhcp4" : "dhcp6"] = true;
                return;
            case "autoconf":
                one["accept-ra"] = true;
                return;
            default:
                Wrong(reading, $"{name} cannot get its address by '{how}'", "send none, static, dhcp or autoconf");
                return;
        }

        if (nic.Find(isOld ? "ip" : "ipv6") is not { } ip || ip.Find("address")?.Text?.Trim() is not { Length: > 0 } address)
        {
            return;
        }

        if (!IPAddress.TryParse(address, out var parsed) || parsed.AddressFamily != family || Prefix(ip.Find("netmask")?.Text?.Trim(), isOld) is not { } prefix)
        {
            Wrong(reading, $"'{address}' with that netmask is no address for {name}", "send an address, and a netmask as 255.255.255.0 or as the number of its bits");
            return;
        }

        addresses.Add($"{parsed}/{prefix}");
        if (ip.Find("gateway")?.Text?.Trim() is { Length: > 0 } gateway)
        {
            if (IPAddress.TryParse(gateway, out var router) && router.AddressFamily == family)
            {
                one[isOld ? "gateway4" : "gateway6"] = router.ToString();
            }
            else
            {
                Wrong(reading, $"'{gateway}' is no gateway for {name}", "send its address");
            }
        }
    }

    // A mask in dots or the number of its bits; without one the whole address is the network's.
    private static int? Prefix(string? mask, bool isOld)
    {
        var most = isOld ? 32 : 128;
        if (string.IsNullOrEmpty(mask))
        {
            return most;
        }

        if (int.TryParse(mask, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var bits))
        {
            return bits <= most ? bits : null;
        }

        if (!isOld || !IPAddress.TryParse(mask, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetwork)
        {
            return null;
        }

        var value = BitConverter.ToUInt32(parsed.GetAddressBytes().Reverse().ToArray());
        var ones = BitOperations.LeadingZeroCount(~value);
        return BitOperations.PopCount(value) == ones ? ones : null;
    }

    private static JsonArray Words(string? text) =>
        [.. (text ?? "").Split([' ', ',', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(word => (JsonNode?)JsonValue.Create(word))];

    private static void AddIf(JsonObject one, string key, JsonArray values)
    {
        if (values.Count > 0)
        {
            one[key] = values;
        }
    }

    private static void Wrong(ElementReading reading, string what, string remedy) => reading.Add(new Problem(ProblemCode.Malformed, what, remedy, Nics));
}
