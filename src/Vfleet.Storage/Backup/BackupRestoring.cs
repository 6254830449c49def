using Vfleet.Domain.Fleet;
using Vfleet.Primitives;
using Vfleet.Storage.Batching;

namespace Vfleet.Storage.Backup;

/// <summary>What restoring has in common for both databases.</summary>
internal static class BackupRestoring
{
    public static StoreException NotEmpty(string target) =>
        new("restore", target, "it is not empty", "name an empty store, or say that what is in it shall be replaced");

    /// <summary>A claim of a backup as a row.</summary>
    public static ClaimRow Row(BackupClaim one) => new(one.Generation, one.Revision, one is not { Vm: { } vm, Nic: { } nic }
        ? null
        : new Claim(new(one.Host, PciAddress.Parse(one.Pf), one.Vf), vm, nic)
        {
            Generation = one.Generation,
            State = StoredValues.State(one.State),
            Lease = one.Lease is { } lease ? StoredValues.Moment(lease) : null,
        });
}
