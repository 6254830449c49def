using System.Collections.Immutable;
using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>Reads the VFs of one PF, by every way the kernel leaves open when the plain one falls short.</summary>
/// <remarks>
/// Ways, best first: the link by index without counters (smaller entries: 196 instead of 296 bytes); with counters, whose message the
/// kernel sizes more generously (net/core/rtnetlink.c, rtnl_vfinfo_size: GUIDs of InfiniBand VFs are not counted before 6.16, so about
/// 16 of them already fail with EMSGSIZE); a dump of all links, whose messages may fill the reader's whole buffer of 32 KiB.
/// </remarks>
internal sealed class VfQueries(NetlinkConnection connection)
{
    /// <summary>Reads VFs 0 to <paramref name="count"/> - 1, or as many as the kernel says when it is null.</summary>
    /// <exception cref="NetlinkException">There is no such link (ENODEV), or the socket failed.</exception>
    public VfList Get(int linkIndex, int? count, bool withCounters)
    {
        var operation = $"read the VFs of link {linkIndex}";
        var best = default(VfReport?);
        foreach (var way in Ways(withCounters))
        {
            var (answer, report) = way(this, linkIndex);
            if (!answer.IsSuccess && answer.Errno != ErrorNumber.EMSGSIZE)
            {
                answer.ThrowIfFailed(operation);
            }

            if (report is { } found && (best is null || Reported(found) > Reported(best.Value)))
            {
                best = found;
            }

            if (best is { } settled && (settled.Entries.IsDefault || !IsCut(settled)))
            {
                break;
            }
        }

        return Assemble(linkIndex, best, count);
    }

    private static int Reported(VfReport report) => report.Entries.IsDefault ? -1 : report.Entries.Length;

    private static bool IsCut(VfReport report) => LastIndex(report) + 1 < report.KernelCount.GetValueOrDefault();

    private static int LastIndex(VfReport report) => report.Entries.IsDefaultOrEmpty ? -1 : report.Entries[^1].Index;

    private static IEnumerable<Func<VfQueries, int, (NetlinkAnswer Answer, VfReport? Report)>> Ways(bool withCounters)
    {
        const uint lean = ExtendedMask.Vf | ExtendedMask.SkipStatistics;
        const uint full = ExtendedMask.Vf;
        yield return (queries, index) => queries.One(index, withCounters ? full : lean);
        yield return (queries, index) => queries.One(index, withCounters ? lean : full);
        yield return (queries, index) => queries.FromDump(index, lean);
    }

    private (NetlinkAnswer Answer, VfReport? Report) One(int linkIndex, uint mask)
    {
        var writer = new NetlinkWriter(64);
        try
        {
            writer.BeginMessage(RouteMessage.GetLink, MessageFlags.Request | MessageFlags.Ack);
            writer.Header(new LinkHeader { Index = linkIndex });
            writer.Attribute(LinkAttribute.ExtendedMask, mask);
            writer.EndMessage();
            var reports = new List<VfReport>(1);
            var answer = connection.Query(ref writer, VfListParser.Parse, reports);
            return (answer, reports.Count > 0 ? reports[0] : null);
        }
        finally
        {
            writer.Dispose();
        }
    }

    private (NetlinkAnswer Answer, VfReport? Report) FromDump(int linkIndex, uint mask)
    {
        var writer = new NetlinkWriter(64);
        try
        {
            writer.BeginMessage(RouteMessage.GetLink, MessageFlags.Request | MessageFlags.Dump);
            writer.Header(default(LinkHeader));
            writer.Attribute(LinkAttribute.ExtendedMask, mask);
            writer.EndMessage();
            var reports = new List<VfReport?>();
            var answer = connection.Dump("read the VFs of all links", ref writer, ParseIfAsked, reports);
            return (answer, reports.Find(report => report is not null));
        }
        finally
        {
            writer.Dispose();
        }

        VfReport? ParseIfAsked(in NetlinkMessage message) =>
            message.Header<LinkHeader>().Index == linkIndex ? VfListParser.Parse(message) : null;
    }

    private static VfList Assemble(int linkIndex, VfReport? report, int? count)
    {
        if (report is not { } found)
        {
            return new VfList(linkIndex, count ?? 0, VfListCompleteness.TooLarge, 0, Blank(count ?? 0));
        }

        var kernelCount = found.KernelCount.GetValueOrDefault();
        var items = Blank(count ?? kernelCount).ToBuilder();
        foreach (var entry in found.Entries.IsDefault ? [] : found.Entries)
        {
            if (entry.Index < items.Count)
            {
                items[entry.Index] = entry;
            }
        }

        var reported = items.Count(item => item.IsReported);
        var last = items.Count - 1;
        while (last >= 0 && !items[last].IsReported)
        {
            last--;
        }

        var completeness = (found, reported) switch
        {
            _ when reported == items.Count => found.Overflowed ? VfListCompleteness.CompleteDespiteOverflow : VfListCompleteness.Complete,
            ({ Entries.IsDefault: true }, _) => VfListCompleteness.NotReportedByDriver,
            _ when last + 1 < items.Count => VfListCompleteness.Cut,
            _ => VfListCompleteness.SomeNotReported,
        };
        return new VfList(linkIndex, kernelCount, completeness, last + 1 < items.Count ? last + 1 : null, items.DrainToImmutable());
    }

    private static ImmutableArray<VfAttributes> Blank(int count) => [.. Enumerable.Range(0, count).Select(VfAttributes.Unreported)];
}
