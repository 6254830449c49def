using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Domain.Observed;
using Vfleet.Host.Capturing;
using Vfleet.Host.Desired;
using Vfleet.Host.State;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Examining;

/// <summary>What PFs shall be: what the host's document wants of them, then what Vfleet keeps of them over reboots.</summary>
internal static class IntentReading
{
    /// <summary>The document, relative to the root.</summary>
    public static string Document { get; } = HostDocumentFile.DefaultPath.TrimStart('/');

    public static ImmutableArray<RecordedIntent> Read(HostParts parts, ObservedHost host) => [.. Wanted(parts.Root, host), .. Kept(parts)];

    private static IEnumerable<RecordedIntent> Wanted(SysfsRoot root, ObservedHost host) =>
        root.TryReadBytes(Document, out var content) == Errno.None
        && HostDocumentFile.Read(HostDocumentFile.DefaultPath, content) is HostDocumentReading.Done { Host: var desired }
            ? PfMatching.Of(desired, host).Matches.Select(match => new RecordedIntent(match.Pf.Address, HostDocumentFile.DefaultPath)
            {
                Vfs = match.Entry.Ownership == VfOwnership.Managed ? match.Entry.Vfs : null,
                VfDriver = Word(match.Entry.Driver),
                Eswitch = match.Entry.EswitchMode,
                IsUp = match.Entry.Up,
            })
            : [];

    // Files that cannot be understood are told among the host's problems already.
    private static IEnumerable<RecordedIntent> Kept(HostParts parts) =>
        from state in parts.State.ReadAll(out _).Values
        where !state.Kept.IsEmpty
        orderby state.Pf
        select Of(state, parts.Options.IsLive ? parts.Options.StateDirectory : $"/{HostCapture.RecordsFolder}");

    private static RecordedIntent Of(PfState state, string folder) => new(state.Pf, $"{folder}/{state.Pf}.json")
    {
        IsKept = true,
        Vfs = state.Kept.Ownership == VfOwnership.Managed ? state.Kept.Vfs : null,
        VfDriver = Word(state.Kept.Driver),
        Eswitch = state.Kept.EswitchMode,
        IsUp = state.Kept.Up,
        Netdev = state.Card?.Netdev,
        VendorId = state.Card?.Vendor,
        DeviceId = state.Card?.Device,
    };

    private static string? Word(VfDriverChoice driver) => driver switch
    {
        VfDriverChoice.Host => "host",
        VfDriverChoice.Vfio => "vfio",
        VfDriverChoice.None => "none",
        _ => null,
    };
}
