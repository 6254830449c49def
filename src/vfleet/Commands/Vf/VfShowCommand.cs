using System.CommandLine;
using Vfleet.Cli.Help;
using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Domain.Availability;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Settings;
using Vfleet.Host;

namespace Vfleet.Cli.Commands.Vf;

/// <summary><c>vfleet vf show</c>.</summary>
internal sealed class VfShowCommand : ReadCommand
{
    private readonly Argument<string> _vf = Named.Vf();

    /// <summary>Makes the command.</summary>
    public VfShowCommand()
        : base("show", "show everything about a virtual function, and why it is free or not")
    {
        Arguments.Add(_vf);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Shows a virtual function: its settings as the PF keeps them, driver, IOMMU group, and every reason why it is not free with what would end it.",
            "What it received and sent is what the PF's driver counts, also while a guest owns the function; some drivers count nothing and say 0.",
        ],
        new Example("By PF and index", "vfleet vf show enp1s0f0/3"),
        new Example("By its own address", "vfleet vf show 0000:01:10.6"));

    /// <inheritdoc/>
    protected override async Task<int> ReadAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Values.Function(_vf) is not { } selector)
        {
            return invocation.Refuse(invocation.Values.Problems);
        }

        var host = await invocation.ObserveAsync(ObserveScope.All, cancellationToken);
        if (!host.TryFindVf(selector, out var vf, out var unknown))
        {
            return invocation.Refuse(unknown);
        }

        var counted = await CountedAsync(invocation, host, vf, cancellationToken);
        var unread = invocation.Unread(host, needsHolders: true);
        if (invocation.IsJson)
        {
            return invocation.Answer(new VfAnswer(VfView.From(host, vf, counted), ProblemView.From(unread)), JsonAnswers.Default.VfAnswer);
        }

        Sheet(host, vf, counted).Print(invocation.Out);
        ProblemPrinter.Notes(invocation.Error, unread);
        return ExitCodes.Ok;
    }

    private static async Task<ObservedCounters?> CountedAsync(Invocation invocation, ObservedHost host, ObservedVf vf, CancellationToken cancellationToken)
    {
        await using var open = invocation.Open();
        return host.Pf(vf.Id.Pf) is { } pf ? (await open.CountersAsync(pf, cancellationToken)).FirstOrDefault(one => one.Vf == vf.Id) : null;
    }

    private static Sheet Sheet(ObservedHost host, ObservedVf vf, ObservedCounters? counted)
    {
        var sheet = new Sheet(host.VfName(vf.Id));
        AddState(sheet, vf, host.VfName(vf.Id));
        sheet.Add("address", vf.Address.ToString());
        sheet.Add("card", $"{vf.Model} [{vf.VendorId:x4}:{vf.DeviceId:x4}]".Trim());
        sheet.Add("PF", $"{host.PfName(vf.Id.Pf)} ({vf.Id.Pf})");
        sheet.Add("driver", vf.Driver ?? "none");
        sheet.Add("driver override", vf.DriverOverride);
        AddSettings(sheet, vf);
        if (counted is not null)
        {
            sheet.Add("received", $"{counted.RxBytes} bytes in {counted.RxPackets} packets ({counted.Broadcast} broadcast, {counted.Multicast} multicast), {counted.RxDropped} dropped");
            sheet.Add("sent", $"{counted.TxBytes} bytes in {counted.TxPackets} packets, {counted.TxDropped} dropped");
        }

        foreach (var netdev in vf.Netdevs)
        {
            var link = Words.Link(netdev);
            sheet.Add("netdev", $"{netdev.Name}: {link.Text}{(netdev.Mac is { } mac ? $", {mac}" : "")}", link.Tone);
        }

        sheet.Add("NUMA node", vf.NumaNode?.ToString());
        sheet.Add("IOMMU group", vf.IommuGroup?.ToString() ?? "none: it cannot be given to a guest", vf.IommuGroup is null ? Tone.Bad : Tone.Plain);
        foreach (var use in vf.Guests)
        {
            var where = (use.Live, use.Config) switch { (true, true) => "live and persistent", (true, false) => "live", _ => "persistent" };
            sheet.Add("guest", $"{use.Name}: {use.Alias ?? "no alias"}, {where}");
        }

        if (vf.Record is { } record)
        {
            sheet.Add("returns to", $"{record.Original}; driver {record.OriginalDriver ?? "none"} (saved {record.Since:yyyy-MM-dd HH:mm:ss 'UTC'})");
        }

        return sheet;
    }

    private static void AddState(Sheet sheet, ObservedVf vf, string name)
    {
        var holds = FreeRule.Holds(vf);
        if (holds.IsEmpty)
        {
            sheet.Add("state", "free", Tone.Good);
        }

        foreach (var hold in holds)
        {
            sheet.Add("not free", hold.Reason, Tone.Warning);
            sheet.Add("not free", $"  to end it: {hold.RemedyFor(name)}", Tone.Dim);
        }
    }

    private static void AddSettings(Sheet sheet, ObservedVf vf)
    {
        if (vf.Settings is not { } settings)
        {
            sheet.Add("settings", "the kernel does not report them", Tone.Warning);
            return;
        }

        foreach (var (name, value) in VfSettingsText.Parts(settings))
        {
            sheet.Add(name == "mac" ? "MAC" : name == "vlan" ? "VLAN" : name, value);
        }
    }
}
