using System.Collections.Immutable;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Domain.Observed;
using Vfleet.Host.Desired;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Examining;

/// <summary>What the host's document wants of PFs.</summary>
internal static class IntentReading
{
    /// <summary>The document, relative to the root.</summary>
    public static string Document { get; } = HostDocumentFile.DefaultPath.TrimStart('/');

    public static ImmutableArray<RecordedIntent> Read(SysfsRoot root, ObservedHost host) =>
        root.TryReadBytes(Document, out var content) == Errno.None
        && HostDocumentFile.Read(HostDocumentFile.DefaultPath, content) is HostDocumentReading.Done { Host: var desired }
            ? [.. PfMatching.Of(desired, host).Matches.Select(match => new RecordedIntent(match.Pf.Address, HostDocumentFile.DefaultPath)
            {
                Vfs = match.Entry.Ownership == VfOwnership.Managed ? match.Entry.Vfs : null,
                IsUp = match.Entry.Up,
            })]
            : [];
}
