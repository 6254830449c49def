using System.CommandLine;
using Vfleet.Cli.Commands.Fleet.Functions;
using Vfleet.Cli.Commands.Vf;
using Vfleet.Cli.Help;
using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Domain.Doctor;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Settings;

namespace Vfleet.Cli.Commands.Pf;

/// <summary><c>vfleet pf show</c>.</summary>
internal sealed class PfShowCommand : ReadCommand
{
    private readonly Argument<string> _pf = Named.Pf();
    private readonly Option<string?> _host = HostOption.Create(forAll: false);

    /// <summary>Makes the command.</summary>
    public PfShowCommand()
        : base("show", "show everything about a physical function and its virtual functions")
    {
        Arguments.Add(_pf);
        Options.Add(_host);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Shows a physical function: card, driver and what the driver cannot do, link, netdevs and what the host does with them, "
                + "IOMMU group, and every virtual function with who has it.",
            "Below stand warnings: what keeps its virtual functions from passing traffic, or soon may. 'vfleet doctor' looks for more.",
        ],
        new Example("By netdev", "vfleet pf show enp1s0f0"),
        new Example("Of a host of the fleet", "vfleet pf show ens1f0 --host h1"),
        new Example("By address, as JSON", "vfleet pf show 0000:01:00.0 --json"));

    /// <inheritdoc/>
    protected override async Task<int> ReadAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Values.Text(_host) is { } named)
        {
            return await FleetPfs.ShowAsync(invocation, named, invocation.Values.Text(_pf), cancellationToken);
        }

        if (invocation.Values.Function(_pf) is not { } selector)
        {
            return invocation.Refuse(invocation.Values.Problems);
        }

        var examination = await invocation.ExamineAsync(cancellationToken);
        var host = examination.Host;
        if (!host.TryFindPf(selector, out var pf, out var unknown))
        {
            return invocation.Refuse(unknown);
        }

        var warnings = DoctorRules.AboutPf(examination, pf.Address);
        var unread = invocation.Unread(host, needsHolders: true);
        if (invocation.IsJson)
        {
            return invocation.Answer(
                new PfAnswer(PfView.From(pf), [.. pf.Vfs.Select(vf => VfView.From(host, vf))], FindingView.From(warnings), ProblemView.From(unread)),
                JsonAnswers.Default.PfAnswer);
        }

        Sheet(pf).Print(invocation.Out);
        if (!pf.Vfs.IsEmpty)
        {
            invocation.Out.Line();
            VfTable.Of(host, pf.Vfs).Print(invocation.Out);
        }

        new FindingPrinter(invocation.Out).PrintWarnings(warnings);
        ProblemPrinter.Notes(invocation.Error, unread);
        return ExitCodes.Ok;
    }

    private static Sheet Sheet(ObservedPf pf)
    {
        var counts = VfCounts.Of(pf);
        var sheet = new Sheet(pf.Name);
        sheet.Add("address", pf.Address.ToString());
        sheet.Add("card", $"{pf.Vendor} {pf.Model}".Trim() is { Length: > 0 } card ? $"{card} [{pf.VendorId:x4}:{pf.DeviceId:x4}]" : PfText.Model(pf));
        sheet.Add("driver", pf.Driver ?? "none", pf.Driver is null ? Tone.Bad : Tone.Plain);
        sheet.Add("VFs", $"{counts.Enabled} of {counts.Total} enabled: {counts.Used} used, {counts.Free} free");
        sheet.Add("new VFs get", pf.Autoprobe switch { true => "the host's driver (autoprobe on)", false => "no driver (autoprobe off)", _ => null });
        AddNetdevs(sheet, pf);
        foreach (var use in pf.ManagementUses)
        {
            sheet.Add(
                "carries",
                use.Kind == ManagementUseKind.DefaultRoute
                    ? $"the default route through {use.Through}, gateway {use.Detail}"
                    : $"your connection from {use.Detail} through {use.Through}",
                Tone.Warning);
        }

        foreach (var port in pf.InfiniBandPorts)
        {
            sheet.Add("InfiniBand", port);
        }

        sheet.Add("eswitch", pf.EswitchMode);
        sheet.Add("NUMA node", pf.NumaNode?.ToString());
        sheet.Add("IOMMU group", pf.IommuGroup?.ToString() ?? "none: VFs cannot be given to guests", pf.IommuGroup is null ? Tone.Bad : Tone.Plain);
        sheet.Add("ARI", pf.Ari is { } ari ? VfSettingsText.OnOff(ari) : null);
        sheet.Add("ACS", pf.Acs is { } acs ? VfSettingsText.OnOff(acs) : null);
        sheet.Add("VF addresses", pf is { Offset: { } offset, Stride: { } stride } ? $"offset {offset}, stride {stride}" : null);
        sheet.Add("limits", Limits(pf.Facts));
        sheet.Add(
            "kernel report",
            pf.VfListCutAt is { } cut ? $"settings of the VFs from {cut} on are missing in the kernel's answer" : null,
            Tone.Warning);
        return sheet;
    }

    private static void AddNetdevs(Sheet sheet, ObservedPf pf)
    {
        foreach (var netdev in pf.Netdevs)
        {
            var link = Words.Link(netdev);
            var mtu = netdev.Mtu is { } value ? $", MTU {value}" : "";
            sheet.Add("netdev", $"{netdev.Name}: {link.Text}{mtu}{(netdev.Mac is { } mac ? $", {mac}" : "")}", link.Tone);
            foreach (var use in netdev.Uses)
            {
                sheet.Add("used by host", $"{netdev.Name}: {NetdevText.Use(use)}");
            }
        }
    }

    private static string? Limits(DriverFacts facts)
    {
        var limits = new List<string>();
        void Add(bool when, string text)
        {
            if (when)
            {
                limits.Add(text);
            }
        }

        Add(facts.LinkState == false, "no VF link state");
        Add(facts.MinRate == false, "no guaranteed rate");
        Add(facts.MaxRate == false, "no rate limit");
        Add(facts.RateNeedsCarrier == true, "rate limit only with carrier");
        Add(facts.Dot1Ad == false, "no 802.1ad");
        Add(facts.Trust == false, "no trust");
        Add(facts.SpoofCheck == false, "no spoof check switch");
        return limits.Count == 0 ? null : string.Join(", ", limits);
    }
}
