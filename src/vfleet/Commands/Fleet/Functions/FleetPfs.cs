using Vfleet.Api.Resources;
using Vfleet.Cli.Fleet;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Client;

namespace Vfleet.Cli.Commands.Fleet.Functions;

/// <summary>PFs and VFs of the fleet's hosts.</summary>
internal static class FleetPfs
{
    private static readonly FleetColumn<PfResource>[] s_pfs =
    [
        new(new Column("HOST"), it => it.Host.ToString()),
        new(new Column("PF"), it => it.Name),
        new(new Column("ADDRESS", Importance: 85), it => it.Address.ToString()),
        new(new Column("MODEL", Importance: 10, Least: 16), it => it.Model ?? it.VendorDevice),
        new(new Column("DRIVER", Importance: 30), it => it.Driver),
        new(new Column("VFS", IsNumber: true), it => it.NumVfs.ToString()),
        new(new Column("CLAIMED", Importance: 70, IsNumber: true), it => new Cell(it.ClaimedVfs.ToString(), it.ClaimedVfs > 0 ? Tone.Warning : Tone.Plain)),
        new(new Column("FREE", IsNumber: true), it => new Cell(it.FreeVfs.ToString(), it.FreeVfs > 0 ? Tone.Good : Tone.Plain)),
        new(new Column("MAX", IsNumber: true), it => it.MaxVfs.ToString()),
        new(new Column("LINK", Importance: 80), it => Link(it)),
        new(new Column("NUMA", Importance: 20, IsNumber: true), it => it.NumaNode?.ToString()),
        new(new Column("FOR", Importance: 75, Least: 10), it => For(it.Configuration)),
        new(new Column("PHYSICAL", Importance: 40), it => it.Configuration.PhysicalNetwork),
    ];

    private static readonly FleetColumn<VfResource>[] s_vfs =
    [
        new(new Column("HOST"), it => it.Host.ToString()),
        new(new Column("VF"), it => $"{it.PfName}/{it.Index}"),
        new(new Column("STATE", Least: 12), it => it.Free ? new Cell("free", Tone.Good) : new Cell(it.Reasons is [var reason, ..] ? reason : it.Claim ?? "not free", Tone.Warning)),
        new(new Column("VM", Importance: 90), it => it.Vm?.ToString()),
        new(new Column("NIC", Importance: 80), it => it.Nic?.ToString()),
        new(new Column("CLAIM", Importance: 50), it => it.Claim),
    ];

    private static readonly FleetColumn<VfProblemResource>[] s_problems =
    [
        new(new Column("HOST"), it => it.Host.ToString()),
        new(new Column("VF"), it => $"{it.PfName}/{it.Index}"),
        new(new Column("KIND", Importance: 80), it => it.Kind),
        new(new Column("VM", Importance: 70), it => it.Vm?.ToString()),
        new(new Column("HEALED", Importance: 60), it => it.Healed ? new Cell("by itself", Tone.Good) : new Cell("no", Tone.Warning)),
        new(new Column("PROBLEM", Importance: 90, Least: 20), it => it.Message),
        new(new Column("REMEDY", Importance: 40, Least: 20), it => it.Remedy),
    ];

    /// <summary>Lists PFs.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="host">The host, or every one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<int> ListAsync(Invocation invocation, string host, CancellationToken cancellationToken) =>
        FleetCall.RunAsync(
            invocation,
            async (engine, token) =>
            {
                var pfs = host == HostOption.All ? engine.Pfs : engine.PfsOf(host).All;
                var page = await ListReading.ReadAsync(pfs, (Query.All, int.MaxValue), token);
                return () => ResourceAnswer.Tell(invocation, page, s_pfs, "no physical functions");
            },
            cancellationToken);

    /// <summary>Shows a PF and its VFs.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="host">The host.</param>
    /// <param name="pf">The PF.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<int> ShowAsync(Invocation invocation, string host, string pf, CancellationToken cancellationToken) =>
        FleetCall.RunAsync(
            invocation,
            async (engine, token) =>
            {
                var pfs = engine.PfsOf(host);
                var (found, _) = await pfs.All.GetAsync(pf, token);
                var vfs = invocation.IsJson ? null : await ListReading.ReadAsync(pfs.VfsOf(pf), (Query.All, int.MaxValue), token);
                return () =>
                {
                    var code = ResourceAnswer.Tell(invocation, found, found.Name);
                    if (vfs is { Items.Count: > 0 })
                    {
                        invocation.Out.Line();
                        ResourceAnswer.Table(vfs.Items, s_vfs[1..]).Print(invocation.Out);
                    }

                    return code;
                };
            },
            cancellationToken);

    /// <summary>Lists VFs.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="host">The host, or every one.</param>
    /// <param name="pf">The PF; null for every one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<int> ListVfsAsync(Invocation invocation, string host, string? pf, CancellationToken cancellationToken) =>
        FleetCall.RunAsync(
            invocation,
            async (engine, token) =>
            {
                var (vfs, query) = pf is not null ? (engine.PfsOf(host).VfsOf(pf), Query.All) : (engine.Vfs, Query.All.Where("host", host == HostOption.All ? null : host));
                var page = await ListReading.ReadAsync(vfs, (query, int.MaxValue), token);
                return () => ResourceAnswer.Tell(invocation, page, s_vfs, "no virtual functions");
            },
            cancellationToken);

    /// <summary>Lists what is wrong with VFs.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="host">The host, or every one.</param>
    /// <param name="pf">The PF; null for every one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<int> ListProblemsAsync(Invocation invocation, string host, string? pf, CancellationToken cancellationToken) =>
        FleetCall.RunAsync(
            invocation,
            async (engine, token) =>
            {
                var query = Query.All.Where("host", host == HostOption.All ? null : host).Where("pf", pf);
                var page = await ListReading.ReadAsync(engine.Problems, (query, int.MaxValue), token);
                return () => ResourceAnswer.Tell(invocation, page, s_problems, "nothing is wrong with any VF");
            },
            cancellationToken);

    private static Cell Link(PfResource pf) => pf switch
    {
        { Link: true, Speed: { } speed and > 0 } => new Cell($"up {Words.Speed(speed)}", Tone.Good),
        { Link: true } => new Cell("up", Tone.Good),
        { Link: false } => new Cell("no carrier", Tone.Warning),
        _ => "",
    };

    // Who may use the VFs.
    private static string For(VfsConfigurationResource configuration) => configuration switch
    {
        { Used: false } => "nobody",
        { AllNetworksAllowed: not false } => "all networks",
        _ => string.Join(", ", (configuration.Networks ?? []).Select(network => network.ToString()).Concat((configuration.Labels ?? []).Select(label => $"label {label}"))) is { Length: > 0 } some
            ? some
            : "no network",
    };
}
