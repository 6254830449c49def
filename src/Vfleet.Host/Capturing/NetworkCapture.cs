using System.Collections.Immutable;
using Vfleet.Host.Answers;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Primitives;

namespace Vfleet.Host.Capturing;

/// <summary>Asks a host's kernel what its files do not say: links, settings of VFs, forwarding entries, eswitches.</summary>
internal static class NetworkCapture
{
    /// <summary>Asks.</summary>
    /// <param name="parts">The host.</param>
    /// <param name="pfs">The PFs that were found.</param>
    /// <returns>The answers; those of a folder that has none are empty.</returns>
    public static AnswersDocument Read(HostParts parts, IEnumerable<CapturedPf> pfs)
    {
        var answers = parts.Answers;
        if (!answers.HasNetwork)
        {
            return new AnswersDocument();
        }

        var links = answers.Links().ToImmutableArray();
        var indexes = links.ToDictionary(link => link.Name, link => link.Index, StringComparer.Ordinal);
        var vfs = ImmutableArray.CreateBuilder<VfList>();
        var forwarding = ImmutableArray.CreateBuilder<LinkForwarding>();
        var offloads = ImmutableArray.CreateBuilder<LinkOffload>();
        var vlans = answers.BridgeVlans();
        var eswitches = ImmutableArray.CreateBuilder<PfEswitch>();
        foreach (var pf in pfs)
        {
            foreach (var index in pf.Netdevs.Where(indexes.ContainsKey).Select(name => indexes[name]))
            {
                Ask(() =>
                {
                    if (pf.NumVfs > 0 && answers.Vfs(index, pf.NumVfs) is { } list)
                    {
                        vfs.Add(list);
                    }

                    if (answers.Forwarding(index) is { } entries)
                    {
                        forwarding.Add(new LinkForwarding(index, [.. entries]));
                    }

                    int? count = vlans.TryGetValue(index, out var known) ? known : null;
                    if (answers.HwTcOffload(index) is var offload && (offload is not null || count is not null))
                    {
                        offloads.Add(new LinkOffload(index, offload, count));
                    }
                });
            }

            if (answers.Eswitch(pf.Address) is { } eswitch)
            {
                eswitches.Add(new PfEswitch(pf.Address.ToString(), eswitch));
            }
        }

        return new AnswersDocument
        {
            HasNetwork = true,
            Links = links,
            Addresses = [.. answers.Addresses()],
            DefaultRoutes = [.. answers.DefaultRoutes()],
            Caller = answers.Caller(),
            Vfs = vfs.ToImmutable(),
            Forwarding = forwarding.ToImmutable(),
            Offloads = offloads.ToImmutable(),
            Eswitches = eswitches.ToImmutable(),
        };
    }

    // A PF whose driver refuses to answer stops none of the others; what it did not say is missing.
    private static void Ask(Action question)
    {
        try
        {
            question();
        }
        catch (IOException)
        {
            // As on the live host, where the observation says so.
        }
    }
}

/// <summary>A PF that was found.</summary>
/// <param name="Address">Its address.</param>
/// <param name="NumVfs">How many VFs it has.</param>
/// <param name="Netdevs">Its netdevs.</param>
internal sealed record CapturedPf(PciAddress Address, int NumVfs, IReadOnlyList<string> Netdevs);
