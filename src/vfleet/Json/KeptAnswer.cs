using Vfleet.Cli.Output;
using Vfleet.Host.State;

namespace Vfleet.Cli.Json;

/// <summary>The answer of <c>vfleet pf kept</c>.</summary>
/// <param name="Kept">What is kept of each PF.</param>
/// <param name="Problems">State files that cannot be understood.</param>
internal sealed record KeptAnswer(KeptView[] Kept, ProblemView[] Problems);

/// <summary>What is kept of a PF over reboots; null for what is left to others.</summary>
/// <param name="Address">Its PCI address.</param>
/// <param name="Name">What it was called.</param>
/// <param name="Card">Vendor and device id of the card.</param>
/// <param name="Mac">The MAC address burnt into it.</param>
/// <param name="Vfs">How many VFs it has.</param>
/// <param name="Driver">Driver of the VFs: <c>host</c>, <c>vfio</c>, <c>none</c>; null for the kernel's choice.</param>
/// <param name="Mtu">MTU in bytes.</param>
/// <param name="Up">Whether it is administratively up.</param>
/// <param name="Eswitch">Eswitch mode.</param>
/// <param name="SettingsOf">VFs that have settings of their own, by index.</param>
/// <param name="Given">VFs that are written down as given to guests, by index.</param>
/// <param name="Interrupted">Changes that were begun and not ended.</param>
internal sealed record KeptView(
    string Address,
    string? Name,
    string? Card,
    string? Mac,
    int? Vfs,
    string? Driver,
    int? Mtu,
    bool? Up,
    string? Eswitch,
    int[] SettingsOf,
    int[] Given,
    string[] Interrupted)
{
    public static KeptView From(PfState state) => new(
        state.Pf.ToString(),
        state.Card?.Netdev,
        state.Card is { } card ? $"{card.Vendor:x4}:{card.Device:x4}" : null,
        state.Card?.Mac?.ToString(),
        state.Kept.Vfs,
        Words.Driver(state.Kept.Driver),
        state.Kept.Mtu,
        state.Kept.Up,
        state.Kept.EswitchMode,
        [.. state.Kept.Settings.Keys],
        [.. state.Vfs.Keys],
        [.. (state.Unfinished is { } whole ? [whole.What] : Array.Empty<string>()), .. state.UnfinishedVfs.Values.Select(change => change.What)]);
}
