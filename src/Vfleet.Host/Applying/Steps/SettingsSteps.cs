using System.Collections.Immutable;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Host.Reading;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Host.Applying.Steps;

/// <summary>Writes VF settings through the PF, in one message, and reads them back.</summary>
internal static class SettingsSteps
{
    // Some firmware applies a MAC only after the acknowledgement (i40e, mlx5): read again before calling it lost.
    private static readonly TimeSpan ReadBackPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ReadBackLimit = TimeSpan.FromSeconds(2);

    // Drivers that refuse a zero MAC take this one for "none" (libvirt does the same, src/util/virnetdev.c).
    private static readonly MacAddress NoMac = new(0x0200_0000_0000);

    public static async Task<StepResult> WriteAsync(PlanStep.WriteVf step, StepContext context, CancellationToken cancellationToken)
    {
        var before = Read(step, context);
        var change = step.Write.Without(before ?? VfSettings.Nothing);
        if (step.MarksMac)
        {
            change = change with { Mac = step.Write.Mac };
        }

        if (change == VfSettings.Nothing)
        {
            return StepResult.Ok;
        }

        var judged = Send(step, context, change, before);
        if (judged is StepResult.Done done && await FindDifferenceAsync(step, context, cancellationToken) is { } difference)
        {
            judged = difference;
        }

        if (step.IsRestore)
        {
            return judged;
        }

        if (judged is StepResult.Failed)
        {
            // Part of it may stand: put back what was there, so that a failed step leaves nothing.
            PutBack(step, context, before);
            return judged;
        }

        context.Undo.Push($"settings of {step.VfName} put back", () => Task.FromResult(PutBack(step, context, before)));
        return judged;
    }

    private static StepResult Send(PlanStep.WriteVf step, StepContext context, VfSettings change, VfSettings? before)
    {
        var link = context.Netdev(step.Vf.Pf).Index;
        var wire = Wire(step.Vf.Index, change, before);
        var result = context.Parts.Route.SetVfs(link, [wire]);
        if (change.Mac is { IsZero: true }
            && result.Of(step.Vf.Index, VfAttribute.Mac) is NetlinkOutcome.Refused { ErrorNumber: (int)Errno.Invalid })
        {
            var retry = context.Parts.Route.SetVfs(link, [new VfChange { Index = step.Vf.Index, Mac = NoMac }]);
            result = result with { Outcomes = [.. result.Outcomes.Where(outcome => outcome.Attribute != VfAttribute.Mac), .. retry.Outcomes] };
        }

        var notes = ImmutableArray.CreateBuilder<string>();
        foreach (var outcome in result.Outcomes)
        {
            if (Judge(step, outcome, notes) is { } problem)
            {
                return new StepResult.Failed(problem);
            }
        }

        return new StepResult.Done(notes.DrainToImmutable());
    }

    private static Problem? Judge(PlanStep.WriteVf step, VfAttributeOutcome outcome, ImmutableArray<string>.Builder notes)
    {
        var name = NameOf(outcome.Attribute);
        var isRequired = IsSet(step.Required, outcome.Attribute);
        switch (outcome.Outcome)
        {
            case NetlinkOutcome.Unsupported unsupported when isRequired:
                return Faults.Kernel(
                    $"the driver cannot set {name} of {step.VfName}", Errno.NotSupported, unsupported.KernelText, $"leave {name} out");
            case NetlinkOutcome.Refused refused when isRequired:
                return Faults.Kernel($"writing {name} of {step.VfName}", (Errno)refused.ErrorNumber, refused.KernelText, refused.Hint);
            case NetlinkOutcome.NotAttempted skipped when isRequired:
                return new Problem(ProblemCode.KernelRefused, $"{name} of {step.VfName} was not written: {skipped.Reason}", "try again");
            case NetlinkOutcome.Unsupported:
                notes.Add($"the driver cannot set {name} of {step.VfName}; it stays as it is");
                return null;
            case NetlinkOutcome.Refused refused:
                notes.Add($"{name} of {step.VfName} stays as it is: {((Errno)refused.ErrorNumber).Describe()}");
                return null;
            default:
                return null;
        }
    }

    private static async Task<StepResult.Failed?> FindDifferenceAsync(
        PlanStep.WriteVf step, StepContext context, CancellationToken cancellationToken)
    {
        var time = context.Parts.Time;
        var began = time.GetTimestamp();
        while (true)
        {
            var now = Read(step, context);
            if (now is null)
            {
                // The kernel's list ends before this VF: its acknowledgement is all the proof there is.
                return null;
            }

            var missing = step.Required.Without(Readable(step.Required, now));
            if (missing is { Mac.IsZero: true } && now.Mac == NoMac)
            {
                missing = missing with { Mac = null };
            }

            if (missing == VfSettings.Nothing)
            {
                return null;
            }

            if (time.GetElapsedTime(began) > ReadBackLimit)
            {
                return new StepResult.Failed(new Problem(
                    ProblemCode.NotApplied,
                    $"the driver took {missing} for {step.VfName} but reads back {Readable(missing, now)}",
                    "see the kernel log ('dmesg'); the card's firmware may forbid it",
                    step.VfName));
            }

            await Task.Delay(ReadBackPause, time, cancellationToken);
        }
    }

    // What the driver does not report cannot be compared, and counts as written.
    private static VfSettings Readable(VfSettings wanted, VfSettings now) => now.Or(wanted);

    private static Problem? PutBack(PlanStep.WriteVf step, StepContext context, VfSettings? before)
    {
        if (before is null || Read(step, context) is not { } now)
        {
            return null;
        }

        var back = before.Without(now);
        if (back == VfSettings.Nothing)
        {
            return null;
        }

        var undo = step with { Write = back, Required = back };
        return Send(undo, context, back, now) is StepResult.Failed failed
            ? failed.Problem with { Remedy = $"put it back by hand: 'vfleet vf reset {step.VfName}'" }
            : null;
    }

    private static VfSettings? Read(PlanStep.WriteVf step, StepContext context) =>
        VfSettingsReading.Read(context.Parts.Route, context.Netdev(step.Vf.Pf).Index, step.Vf.Index);

    private static VfChange Wire(int index, VfSettings change, VfSettings? before) => new()
    {
        Index = index,
        Mac = change.Mac,
        Vlan = change.Vlan,
        MinTxRate = change.MinRate,

        // The kernel sets both rates at once.
        MaxTxRate = change.MaxRate ?? (change.MinRate is null ? null : before?.MaxRate ?? 0),
        SpoofCheck = change.SpoofCheck,
        Trust = change.Trust,
        LinkState = change.LinkState is { } state ? (Linux.Netlink.Route.VfLinkState)state : null,
        RssQuery = change.RssQuery,
        NodeGuid = change.NodeGuid,
        PortGuid = change.PortGuid,
    };

    private static bool IsSet(VfSettings settings, VfAttribute attribute) => attribute switch
    {
        VfAttribute.Mac => settings.Mac is not null,
        VfAttribute.Vlan => settings.Vlan is not null,
        VfAttribute.Rate => settings.MinRate is not null || settings.MaxRate is not null,
        VfAttribute.SpoofCheck => settings.SpoofCheck is not null,
        VfAttribute.LinkState => settings.LinkState is not null,
        VfAttribute.RssQuery => settings.RssQuery is not null,
        VfAttribute.Trust => settings.Trust is not null,
        VfAttribute.NodeGuid => settings.NodeGuid is not null,
        VfAttribute.PortGuid => settings.PortGuid is not null,
        _ => throw new ArgumentOutOfRangeException(nameof(attribute), attribute, null),
    };

    private static string NameOf(VfAttribute attribute) => attribute switch
    {
        VfAttribute.Mac => "the MAC",
        VfAttribute.Vlan => "the VLAN",
        VfAttribute.Rate => "the rate",
        VfAttribute.SpoofCheck => "the spoof check",
        VfAttribute.LinkState => "the link state",
        VfAttribute.RssQuery => "the RSS query",
        VfAttribute.Trust => "the trust",
        VfAttribute.NodeGuid => "the node GUID",
        VfAttribute.PortGuid => "the port GUID",
        _ => throw new ArgumentOutOfRangeException(nameof(attribute), attribute, null),
    };
}
