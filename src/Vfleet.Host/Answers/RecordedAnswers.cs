using System.Collections.Immutable;
using System.Text.Json;
using Vfleet.Domain.Problems;
using Vfleet.Libvirt.Domains;
using Vfleet.Linux.Netlink.Devlink;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Linux.Sysfs;
using Vfleet.Linux.Vfio;
using Vfleet.Primitives;

namespace Vfleet.Host.Answers;

/// <summary>The answers of a host as a capture holds them.</summary>
/// <param name="root">The capture's files.</param>
/// <param name="document">What stands in it.</param>
internal sealed class RecordedAnswers(SysfsRoot root, AnswersDocument document) : IHostAnswers
{
    private const int MostBytes = 256 << 20;

    private readonly Dictionary<int, VfList> _vfs = document.Vfs.GroupBy(list => list.LinkIndex).ToDictionary(same => same.Key, same => same.First());

    private readonly Dictionary<int, ImmutableArray<ForwardingEntry>> _forwarding =
        document.Forwarding.GroupBy(link => link.LinkIndex).ToDictionary(same => same.Key, same => same.First().Entries);

    private readonly Dictionary<string, Eswitch> _eswitches =
        document.Eswitches.GroupBy(pf => pf.Pf, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First().Eswitch, StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool HasNetwork => document.HasNetwork;

    /// <inheritdoc/>
    public DateTimeOffset? ReadAt => document.ReadAt;

    /// <inheritdoc/>
    public Problem? Damage => null;

    /// <summary>Where the XML of a guest lies in a capture.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="scope">As it runs, or as it will start.</param>
    /// <returns>Path relative to the root.</returns>
    public static string XmlOf(Guid guest, DomainScope scope) => $"vfleet/guests/{guest}.{(scope == DomainScope.Live ? "live" : "config")}.xml";

    /// <summary>Reads the answers of a recorded host.</summary>
    /// <param name="root">Its files.</param>
    /// <returns>The answers; those of a folder that holds nothing but files when it has none.</returns>
    public static IHostAnswers Read(SysfsRoot root)
    {
        var errno = root.TryReadBytes(AnswersDocument.FileName, out var json, MostBytes);
        if (errno.IsMissing())
        {
            return new NoAnswers(root);
        }

        try
        {
            return errno == Errno.None
                ? new RecordedAnswers(root, AnswersDocument.Parse(json))
                : new NoAnswers(root) { Damage = Damaged(root, errno.Describe()) };
        }
        catch (JsonException fault)
        {
            return new NoAnswers(root) { Damage = Damaged(root, fault.Message) };
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Link> Links() => document.Links;

    /// <inheritdoc/>
    public IReadOnlyList<LinkIpAddress> Addresses() => document.Addresses;

    /// <inheritdoc/>
    public IReadOnlyList<IpRoute> DefaultRoutes() => document.DefaultRoutes;

    /// <inheritdoc/>
    public CallerRoute? Caller() => document.Caller;

    /// <inheritdoc/>
    public VfList? Vfs(int linkIndex, int count) => _vfs.GetValueOrDefault(linkIndex);

    /// <inheritdoc/>
    public IReadOnlyList<ForwardingEntry>? Forwarding(int linkIndex) => _forwarding.TryGetValue(linkIndex, out var entries) ? entries : null;

    /// <inheritdoc/>
    public Eswitch? Eswitch(PciAddress pf) => _eswitches.GetValueOrDefault(pf.ToString());

    /// <inheritdoc/>
    public ImmutableArray<VfioHolder> Holders() => document.Holders;

    /// <inheritdoc/>
    public Task<GuestAnswer> GuestsAsync(bool withNetworks, CancellationToken cancellationToken) => Task.FromResult(
        document.LibvirtProblem is { } problem
            ? GuestAnswer.Failed(new Problem(Code(problem.Code), problem.Message, problem.Remedy))
            : document.Domains is { } domains ? new GuestAnswer([.. domains.Select(Domain)], [], null) : GuestAnswer.Nothing);

    private static ProblemCode Code(string name) =>
        name == ProblemCode.LibvirtFailed.Name ? ProblemCode.LibvirtFailed : ProblemCode.LibvirtUnavailable;

    private static Problem Damaged(SysfsRoot root, string why) => new(
        ProblemCode.FileFault,
        $"{root.Absolute(AnswersDocument.FileName)} cannot be understood: {why}",
        "the files of the recorded host are shown without it; ask for a new capture",
        AnswersDocument.FileName);

    private DomainSnapshot Domain(DomainEntry entry) => new(entry, Xml(entry.Uuid, DomainScope.Live), Xml(entry.Uuid, DomainScope.Config));

    private string? Xml(Guid guest, DomainScope scope) => root.TryReadText(XmlOf(guest, scope), out var text) == Errno.None ? text : null;
}
