using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Settings;

namespace Vfleet.Domain.Keeping;

/// <summary>
/// What a PF is kept as over reboots: the sum of the wishes that were carried out, whether they came from the host's document or by
/// hand. <see langword="null"/> and empty members are left to whoever else cares.
/// </summary>
public sealed record KeptPf
{
    /// <summary>Nothing is kept.</summary>
    public static KeptPf Nothing { get; } = new();

    /// <summary>How many VFs it has.</summary>
    public int? Vfs { get; init; }

    /// <summary>Driver of the VFs.</summary>
    public VfDriverChoice Driver { get; init; } = VfDriverChoice.AsConfigured;

    /// <summary>Who makes the VFs.</summary>
    public VfOwnership Ownership { get; init; } = VfOwnership.Managed;

    /// <summary>Eswitch mode, <c>legacy</c> or <c>switchdev</c>.</summary>
    public string? EswitchMode { get; init; }

    /// <summary>MTU of the PF's netdevs in bytes.</summary>
    public int? Mtu { get; init; }

    /// <summary>Whether the PF's netdevs are administratively up.</summary>
    public bool? Up { get; init; }

    /// <summary>Settings of VFs by index.</summary>
    public ImmutableSortedDictionary<int, VfSettings> Settings { get; init; } = ImmutableSortedDictionary<int, VfSettings>.Empty;

    /// <summary>Whether there is nothing that a reboot would lose: no VFs is what every PF begins with.</summary>
    public bool IsEmpty => Vfs is null or 0 && EswitchMode is null && Mtu is null && Up is null && Settings.IsEmpty;

    /// <summary>What a PF is now, as far as a change can alter it: where an interrupted change goes back to.</summary>
    /// <param name="pf">The PF.</param>
    /// <returns>It, with the settings of no VF.</returns>
    public static KeptPf Of(ObservedPf pf) => new()
    {
        Vfs = pf.NumVfs,
        Driver = pf.Autoprobe != false ? VfDriverChoice.Host
            : pf.Vfs.Length > 0 && pf.Vfs.All(vf => vf.IsOnVfio) ? VfDriverChoice.Vfio
            : VfDriverChoice.None,
        EswitchMode = pf.EswitchMode,
        Mtu = pf.Netdevs.IsEmpty ? null : pf.Netdevs[0].Mtu,
        Up = pf.Netdevs.IsEmpty ? null : pf.IsUp,
    };

    /// <summary>What is kept once a change has been carried out.</summary>
    /// <param name="change">A change of the PF, or of one of its VFs; giving VFs to guests and taking them back keeps nothing.</param>
    /// <param name="vf">Index of the VF that is changed; null for a change of the PF.</param>
    /// <returns>It.</returns>
    public KeptPf After(HostChange change, int? vf) => change switch
    {
        HostChange.SetPf set => WithCount(set.Vfs, recreates: set.EswitchMode is not null && set.EswitchMode != EswitchMode) with
        {
            Driver = set.Driver == VfDriverChoice.AsConfigured ? Driver : set.Driver,
            EswitchMode = set.EswitchMode ?? EswitchMode,
            Mtu = set.Mtu ?? Mtu,
            Up = set.Up ?? Up,
        },
        HostChange.ConformPf { Wish: var wish } => WithCount(wish.Vfs, recreates: false) with
        {
            Driver = wish.Driver == VfDriverChoice.AsConfigured ? Driver : wish.Driver,
            Ownership = wish.Ownership,
            EswitchMode = wish.EswitchMode ?? EswitchMode,
            Mtu = wish.Mtu ?? Mtu,
            Up = wish.Up ?? Up,
            Settings = Overlay(WithCount(wish.Vfs, recreates: false).Settings, wish.Settings),
        },
        HostChange.SetVf set when vf is { } index && Keeps(index) =>
            this with { Settings = Settings.SetItem(index, set.Settings.Or(Settings.GetValueOrDefault(index, VfSettings.Nothing))) },
        // VFs that each have a driver of their own are not told apart after a reboot: they get the kernel's choice.
        HostChange.BindVf bind when bind.Driver != Word(Driver) => this with { Driver = VfDriverChoice.AsConfigured },
        HostChange.ResetVf when vf is { } index => this with { Settings = Settings.Remove(index) },
        _ => this,
    };

    /// <summary>The wish that makes a PF so.</summary>
    /// <param name="pf">The PF.</param>
    /// <param name="source">Where this is written down, for messages.</param>
    /// <returns>The wish.</returns>
    public HostChange.ConformPf ToWish(Primitives.PciAddress pf, string source)
    {
        Place At(string path) => new(source, 0, 0, path);
        return new HostChange.ConformPf(new Functions.FunctionSelector.ByAddress(pf), new DesiredPf(new PfPattern.ByAddress(At("pf"), pf), At("kept"))
        {
            Vfs = Ownership == VfOwnership.External ? null : Vfs,
            Driver = Driver,
            Ownership = Ownership,
            EswitchMode = EswitchMode,
            Mtu = Mtu,
            Up = Up,
            Settings = [.. Settings.Select(entry => new DesiredVfs(new VfRange(entry.Key, entry.Key), entry.Value, At($"kept.settings.{entry.Key}")))],
        });
    }

    /// <summary>
    /// The part that is restored before the network managers start: number, MTU and mode. The VFs get no driver, so that nobody gives
    /// them names, addresses and routes that they shall not have; unless only the kernel knows which driver it will be.
    /// </summary>
    /// <param name="pf">The PF as it is.</param>
    /// <returns>It.</returns>
    public KeptPf Early(ObservedPf pf) => this with
    {
        Driver = Driver is VfDriverChoice.AsConfigured || (Driver is VfDriverChoice.Host && pf.Facts.VfDriver is null)
            ? VfDriverChoice.AsConfigured
            : VfDriverChoice.None,
        Up = null,
        Settings = Settings.Clear(),
    };

    /// <summary>For people: <c>7 VFs, driver vfio, up, settings of 3 VFs</c>.</summary>
    /// <returns>The text, <c>nothing</c> when there is none.</returns>
    public override string ToString()
    {
        string?[] parts =
        [
            Vfs is { } vfs ? PfPlanner.Count(vfs) : null,
            Word(Driver) is { Length: > 0 } driver ? $"driver {driver}" : null,
            EswitchMode,
            Mtu is { } mtu ? $"MTU {mtu}" : null,
            Up switch { true => "up", false => "down", null => null },
            Settings.IsEmpty ? null : $"settings of {PfPlanner.Count(Settings.Count)}",
        ];
        return parts.Any(part => part is not null) ? string.Join(", ", parts.OfType<string>()) : "nothing";
    }

    /// <inheritdoc/>
    public bool Equals(KeptPf? other) =>
        other is not null && Vfs == other.Vfs && Driver == other.Driver && Ownership == other.Ownership && EswitchMode == other.EswitchMode
        && Mtu == other.Mtu && Up == other.Up && Settings.SequenceEqual(other.Settings);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Vfs, Driver, Ownership, EswitchMode, Mtu, Up, Settings.Count);

    private static string Word(VfDriverChoice driver) => driver switch
    {
        VfDriverChoice.Host => "host",
        VfDriverChoice.Vfio => "vfio",
        VfDriverChoice.None => "none",
        _ => "",
    };

    // VFs that others make come and go without us: their settings would be written to whatever has that index after a reboot.
    private bool Keeps(int index) => Vfs > index || Settings.ContainsKey(index);

    // VFs that are made anew have the settings of none of their predecessors.
    private KeptPf WithCount(int? vfs, bool recreates) =>
        (vfs is null || vfs == Vfs) && !recreates ? this : this with { Vfs = vfs ?? Vfs, Settings = Settings.Clear() };

    private static ImmutableSortedDictionary<int, VfSettings> Overlay(
        ImmutableSortedDictionary<int, VfSettings> kept, ImmutableArray<DesiredVfs> wishes)
    {
        var settings = kept.ToBuilder();
        foreach (var (range, wish, _) in wishes)
        {
            for (var index = range.First; index <= range.Last; index++)
            {
                settings[index] = wish.Or(settings.GetValueOrDefault(index, VfSettings.Nothing));
            }
        }

        return settings.ToImmutable();
    }
}
