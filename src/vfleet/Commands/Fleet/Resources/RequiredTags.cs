namespace Vfleet.Cli.Commands.Fleet.Resources;

/// <summary>What a PF must be to be of use for a profile or a vNIC.</summary>
internal static class RequiredTags
{
    /// <summary>The options.</summary>
    public static FleetField[] Fields =>
    [
        FleetField.Text("--require-card", "requires.vendorDevice", "ID", "Only VFs of this vendor and device, as 8086:1572."),
        FleetField.Text("--require-model", "requires.model", "TEXT", "Only VFs of cards whose model has this text."),
        FleetField.Switch("--require-trusted", "requires.trusted", "Only VFs of PFs that are configured as trusted, or not.", clears: true),
        FleetField.Switch("--require-migratable", "requires.liveMigratable", "Only VFs with which guests can be migrated live, or without.", clears: true),
        FleetField.Text("--require-physical-network", "requires.physicalNetwork", "NAME", "Only VFs of PFs that are mapped to this physical network."),
    ];
}
