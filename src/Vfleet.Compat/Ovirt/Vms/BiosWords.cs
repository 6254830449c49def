using Vfleet.Domain.Guests;

namespace Vfleet.Compat.Ovirt.Vms;

/// <summary>oVirt's words for a guest's chipset and firmware (BiosType of ovirt-engine-api-model): the chipset of ours is always Q35.</summary>
internal static class BiosWords
{
    private const string Sea = "q35_sea_bios";
    private const string Ovmf = "q35_ovmf";

    /// <summary>Words that oVirt knows and no guest of ours can be: another chipset, or a firmware that starts only what is signed.</summary>
    public static readonly IReadOnlyList<string> Impossible = ["i440fx_sea_bios", "q35_secure_boot"];

    /// <summary>A firmware's word.</summary>
    /// <param name="firmware">The firmware.</param>
    /// <returns>The word.</returns>
    public static string Of(GuestFirmware firmware) => firmware == GuestFirmware.Uefi ? Ovmf : Sea;

    /// <summary>What a word means.</summary>
    /// <param name="word">The word.</param>
    /// <param name="now">What it is now: <c>cluster_default</c> leaves that.</param>
    /// <returns>The firmware; null when no guest of ours can be that.</returns>
    public static GuestFirmware? Read(string word, GuestFirmware now) => word switch
    {
        Sea => GuestFirmware.Bios,
        Ovmf => GuestFirmware.Uefi,
        "cluster_default" => now,
        _ => null,
    };
}
