using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;

namespace Vfleet.Domain.Desired;

/// <summary>What became of a document.</summary>
public abstract record DocumentResult
{
    private DocumentResult()
    {
    }

    /// <summary>It says what the host shall be.</summary>
    /// <param name="Host">What it says.</param>
    public sealed record Valid(DesiredHost Host) : DocumentResult;

    /// <summary>It cannot be understood, or contradicts itself.</summary>
    /// <param name="Problems">Every problem, each with its line, column and path of keys; at least one.</param>
    public sealed record Invalid(ImmutableArray<Problem> Problems) : DocumentResult
    {
        /// <summary>Which PFs it says are never to be touched, as far as that can be understood, with the networks that this may name.</summary>
        public DesiredHost Untouched { get; init; } = new();
    }
}

/// <summary>Understands the host's document.</summary>
public static class HostDocument
{
    /// <summary>Reads it whole, and checks everything that can be checked without the host.</summary>
    /// <param name="root">The document as written.</param>
    /// <returns>What the host shall be, or every problem at once.</returns>
    public static DocumentResult Read(DocumentNode root)
    {
        var reader = new SectionReader();
        var values = reader.Read(root, DocumentSchema.Root);
        var networks = values.Node("networks") is { } named ? ReadNetworks(reader, named) : new DesiredHost().Networks;
        var host = new DesiredHost
        {
            Networks = networks,
            NeverTouch = values.Node("neverTouch") is { } untouched ? ReadPatterns(reader, untouched, DocumentSchema.Untouched) : [],
            Pfs = values.Node("pfs") is { } pfs ? ReadPfs(reader, pfs) : [],
            Drift = values.Text("drift") == "mend" ? DriftPolicy.Mend : DriftPolicy.Report,
        };
        HostDocumentRule.Check(host, reader);
        return reader.Problems.IsEmpty ? new DocumentResult.Valid(host) : new DocumentResult.Invalid(reader.Problems)
        {
            Untouched = new DesiredHost { NeverTouch = host.NeverTouch, Networks = networks },
        };
    }

    private static ImmutableSortedDictionary<string, ImmutableArray<PfPattern>> ReadNetworks(SectionReader reader, DocumentNode node) =>
        reader.Entries(node, "the name of each physical network, with a list of PFs").ToImmutableSortedDictionary(
            entry => entry.Key.Text, entry => ReadPatterns(reader, entry.Value, DocumentSchema.NetworkMember), StringComparer.Ordinal);

    private static ImmutableArray<PfPattern> ReadPatterns(SectionReader reader, DocumentNode node, DocumentSection section)
    {
        var patterns = ImmutableArray.CreateBuilder<PfPattern>();
        foreach (var item in reader.Items(node, "the keys of " + section.Title))
        {
            if (ReadPattern(reader, reader.Read(item, section), section) is { } pattern)
            {
                patterns.Add(pattern);
            }
        }

        return patterns.DrainToImmutable();
    }

    private static PfPattern? ReadPattern(SectionReader reader, SectionValues values, DocumentSection section)
    {
        string[] keys = [.. section.Keys.Select(key => key.Name).Where(name => name is "address" or "netdev" or "device" or "network")];
        var given = keys.Where(values.Has).ToList();
        if (given.Count != 1)
        {
            var list = string.Join(", ", keys);
            reader.Refuse(
                values.Place,
                ProblemCode.OptionsConflict,
                given.Count == 0 ? $"nothing here says which PFs are meant" : $"{string.Join(" and ", given)} cannot stand together",
                $"give exactly one of {list}");
            return null;
        }

        var place = values.PlaceOf(given[0]);
        return given[0] switch
        {
            "address" => values.Value<PciAddress>("address") is { } address ? new PfPattern.ByAddress(place, address) : null,
            "netdev" => values.Text("netdev") is { } netdev ? new PfPattern.ByNetdev(place, netdev) : null,
            "device" => values.Value<(ushort Vendor, ushort Device)>("device") is { } ids ? new PfPattern.ByDevice(place, ids.Vendor, ids.Device) : null,
            _ => values.Text("network") is { } network ? new PfPattern.ByNetwork(place, network) : null,
        };
    }

    private static ImmutableArray<DesiredPf> ReadPfs(SectionReader reader, DocumentNode node)
    {
        var pfs = ImmutableArray.CreateBuilder<DesiredPf>();
        foreach (var item in reader.Items(node, "the keys of " + DocumentSchema.Pf.Title))
        {
            var values = reader.Read(item, DocumentSchema.Pf);
            var isExternal = values.Text("ownership") == "external";
            if (isExternal)
            {
                RefuseOfOthers(reader, values);
            }

            // An entry that does not say which PFs it means is still checked for everything else.
            var select = ReadPattern(reader, values, DocumentSchema.Pf) ?? new PfPattern.ByNetdev(values.Place, "");
            pfs.Add(new DesiredPf(select, values.Place)
            {
                Vfs = values.Value<int>("vfs"),
                Driver = values.Text("driver") switch
                {
                    "host" => VfDriverChoice.Host,
                    "vfio" => VfDriverChoice.Vfio,
                    "none" => VfDriverChoice.None,
                    _ => VfDriverChoice.AsConfigured,
                },
                Settings = values.Node("settings") is { } settings ? DesiredVfsReader.Read(reader, settings) : [],
                EswitchMode = values.Text("eswitch"),
                Mtu = values.Value<int>("mtu"),
                Up = values.Value<bool>("up"),
                Forward = values.Text("forward") == "none" ? ForwardingPolicy.None : ForwardingPolicy.Guests,
                ForwardAddresses = ForwardAddressesReader.Read(reader, values),
                Ownership = isExternal ? VfOwnership.External : VfOwnership.Managed,
                Required = values.Value<bool>("required") ?? false,
            });
        }

        return pfs.DrainToImmutable();
    }

    private static void RefuseOfOthers(SectionReader reader, SectionValues values)
    {
        foreach (var key in (string[])["vfs", "eswitch", "mtu", "up", "forward", "forwardAddresses"])
        {
            if (values.Has(key))
            {
                reader.Refuse(
                    values.PlaceOf(key),
                    ProblemCode.OptionsConflict,
                    $"{key} is about the PF, which belongs to others (ownership: external)",
                    $"leave {key} out, or set ownership: managed");
            }
        }
    }
}
