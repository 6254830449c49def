using System.Collections.Immutable;
using System.CommandLine;
using Vfleet.Cli.Help;
using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Problems;
using Vfleet.Host;
using Vfleet.Host.Forwarding;

namespace Vfleet.Cli.Commands.Pf;

/// <summary><c>vfleet pf fdb</c>.</summary>
internal sealed class PfFdbCommand : LeafCommand
{
    private readonly Argument<string> _pf = Named.Pf();
    private readonly Option<bool> _sync = new("--sync") { Description = "Add the entries that are missing, and remove those that Vfleet added and nobody needs any more." };
    private readonly Option<bool> _clear = new("--clear") { Description = "Remove every entry that Vfleet added." };
    private readonly Option<bool> _dryRun = Named.DryRun();
    private readonly Option<string?> _document = Named.Document();

    /// <summary>Makes the command.</summary>
    public PfFdbCommand()
        : base("fdb", "show and write the forwarding entries that let VFs reach guests on the PF's bridge")
    {
        _pf.Arity = ArgumentArity.ZeroOrOne;
        Arguments.Add(_pf);
        foreach (var option in (ReadOnlySpan<Option>)[_sync, _clear, _dryRun, _document])
        {
            Options.Add(option);
        }
    }

    /// <inheritdoc/>
    public override bool MayRefuse => true;

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "The switch inside a NIC learns nothing. When a PF is a port of a bridge, a frame that a guest with a VF of that PF sends to a guest on the "
                + "bridge goes out on the wire and is lost, unless the PF has a forwarding entry with the MAC of the guest on the bridge "
                + "(as of 'bridge fdb add MAC dev PF self permanent').",
            "Wanted are the MACs of the running guests on the bridge as libvirt knows them, the bridge's own, and those that forwardAddresses of the host's "
                + "document names; what the bridge has learned does not count, for a guest can send from any address. Nothing is wanted while no VF of the "
                + "PF is in use, when the PF is in no bridge, or with forward: none in the document.",
            "Without --sync or --clear it shows for each PF how many addresses are WANTED, PRESENT and MISSING, how many FOREIGN ones others have added, and "
                + "how many of the LIMIT of the NIC are in USE, counting one for the PF and one for each VF. With a PF it shows every address.",
            "Only entries that Vfleet added are ever removed. Addresses that do not fit on the NIC are named, and the exit code tells.",
            "The agent keeps the entries right by itself, of PFs that the document means or of which something is kept.",
        ],
        new Example("Which PFs lack entries", "vfleet pf fdb"),
        new Example("Every address of one PF", "vfleet pf fdb enp1s0f0"),
        new Example("Let VFs reach the guests on the bridge", "vfleet pf fdb enp1s0f0 --sync"),
        new Example("What would be done", "vfleet pf fdb enp1s0f0 --sync --dry-run"),
        new Example("Addresses without an entry", "vfleet pf fdb --json | jq -r '.pfs[].entries[] | select(.state == \"missing\").mac'"));

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var values = invocation.Values;
        var (sync, clear, dryRun) = (values.Flag(_sync), values.Flag(_clear), values.Flag(_dryRun));
        var selector = values.Text(_pf).Length > 0 ? values.Function(_pf) : null;
        RefuseContradictions(invocation, sync, clear, dryRun);

        // Whatever the document says, what Vfleet added can be removed.
        var (document, unreadable) = clear ? (new DesiredHost(), []) : OptionalDocument.Read(invocation, values.Text(_document));
        ImmutableArray<Problem> problems = [.. values.Problems, .. unreadable, .. sync || clear ? ChangeRun.Forbidden(invocation, dryRun) : []];
        if (!problems.IsEmpty)
        {
            return invocation.Refuse(problems);
        }

        await using var host = invocation.Open();
        var change = new FdbChange(invocation, host.Forwarding, document, clear);
        if ((sync || clear) && !dryRun)
        {
            var observed = await host.ObserveAsync(ObserveScope.Functions, cancellationToken);
            return observed.TryFindPf(selector!, out var named, out var unknown) ? await change.WriteAsync(named, cancellationToken) : invocation.Refuse(unknown);
        }

        var reading = await ReadAsync(invocation, host.Forwarding, document, cancellationToken);
        if (reading is { Pfs.IsEmpty: true, Problems: [_, ..] unread })
        {
            return invocation.Refuse(unread);
        }

        return selector is null ? Show(invocation, reading, null)
            : !TryFind(reading, selector, out var pf, out var missing) ? invocation.Refuse(missing)
            : dryRun ? change.TellPlan(pf!)
            : Show(invocation, reading, pf);
    }

    private void RefuseContradictions(Invocation invocation, bool sync, bool clear, bool dryRun)
    {
        if (sync && clear)
        {
            invocation.Values.Refuse(new Problem(ProblemCode.OptionsConflict, "--sync and --clear contradict each other", "give one of them", "clear"));
        }

        if (dryRun && !sync && !clear)
        {
            invocation.Values.Refuse(new Problem(
                ProblemCode.OptionsConflict, "--dry-run belongs to --sync or --clear", "add --sync; without it nothing is changed anyway", "dry-run"));
        }

        if ((sync || clear) && invocation.Values.Text(_pf).Length == 0)
        {
            invocation.Values.Refuse(new Problem(
                ProblemCode.OptionsConflict, "entries are written for one PF at a time", "name the PF: vfleet pf fdb enp1s0f0 --sync", "pf"));
        }
    }

    private static async Task<ForwardingReading> ReadAsync(
        Invocation invocation, IForwarding forwarding, DesiredHost document, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine(invocation.Error, invocation.Around.Time, invocation.IsJson);
        return await forwarding.ReadAsync(document, cancellationToken);
    }

    private static bool TryFind(ForwardingReading reading, FunctionSelector selector, out PfForwarding? pf, out ImmutableArray<Problem> problems)
    {
        (pf, problems) = (null, []);
        if (!reading.Host.TryFindPf(selector, out var found, out var unknown))
        {
            problems = [unknown];
            return false;
        }

        pf = reading.Pfs.FirstOrDefault(read => read.Pf.Address == found.Address);
        problems = pf is null ? reading.Problems : [];
        return pf is not null;
    }

    private static int Show(Invocation invocation, ForwardingReading reading, PfForwarding? pf)
    {
        ImmutableArray<Problem> unread = [.. invocation.Unread(reading.Host, needsHolders: true), .. reading.Problems];
        if (invocation.IsJson)
        {
            var shown = pf is null ? reading.Pfs : [pf];
            return invocation.Answer(
                new ForwardingListAnswer([.. shown.Select(ForwardingView.From)], ProblemView.From(unread)), JsonAnswers.Default.ForwardingListAnswer);
        }

        if (pf is not null)
        {
            FdbText.Print(invocation.Out, pf);
        }
        else if (reading.Pfs.IsEmpty)
        {
            invocation.Out.Line("no SR-IOV functions: 'vfleet pf list' says what to look for");
        }
        else
        {
            FdbText.Table(reading.Pfs).Print(invocation.Out);
        }

        ProblemPrinter.Notes(invocation.Error, unread);
        return ExitCodes.Ok;
    }
}
