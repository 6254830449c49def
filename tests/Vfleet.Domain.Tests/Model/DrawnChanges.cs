using FsCheck;
using FsCheck.Fluent;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Functions;

namespace Vfleet.Domain.Tests.Model;

/// <summary>Wishes drawn by chance, for the hosts of <see cref="Drawn"/>; some cannot be had.</summary>
internal static class DrawnChanges
{
    private static readonly Gen<FunctionSelector> Pfs = Gen.Elements("enp1s0f0", "0000:02:00.0", "enp2s0f0", "enp9").Select(Read);

    private static readonly Gen<FunctionSelector> Vfs =
        from pf in Gen.Elements("enp1s0f0", "0000:01:00.0", "enp2s0f0")
        from index in Gen.Frequency((6, Gen.Choose(0, 3)), (1, Gen.Constant(4)))
        select Read($"{pf}/{index}");

    private static readonly Gen<string> Guests = Gen.Elements([.. Drawn.GuestNames, "nobody"]);

    private static readonly Gen<bool?> Maybe = Gen.Elements<bool?>(null, null, true, false);

    public static readonly Gen<HostChange> SetPf =
        from pf in Pfs
        from vfs in Gen.Frequency((2, Gen.Constant((int?)null)), (6, Gen.Choose(-1, 5).Select(n => (int?)n)))
        from driver in Gen.Elements(Enum.GetValues<VfDriverChoice>())
        from up in Maybe
        from eswitch in Gen.Elements(null, null, "legacy", "switchdev")
        from mtu in Gen.Elements<int?>(null, null, null, 1500, 9000, 1400)
        select (HostChange)new HostChange.SetPf(pf) { Vfs = vfs, Driver = driver, Up = up, EswitchMode = eswitch, Mtu = mtu };

    public static readonly Gen<HostChange> SetVf =
        from vf in Vfs
        from settings in Drawn.Wishes
        from force in Gen.Elements(false, true)
        select (HostChange)new HostChange.SetVf(vf, settings) { Force = force };

    public static readonly Gen<HostChange> ResetVf = Vfs.Select(vf => (HostChange)new HostChange.ResetVf(vf));

    public static readonly Gen<HostChange> BindVf =
        from vf in Vfs
        from driver in Gen.Elements("vfio", "host", "none", "vfio-pci", "igbvf")
        select (HostChange)new HostChange.BindVf(vf, driver);

    public static readonly Gen<HostChange> AttachVf =
        from guest in Guests
        from function in Gen.OneOf(Pfs, Vfs, Vfs)
        from settings in Drawn.Wishes
        from live in Maybe
        from config in Maybe
        select (HostChange)new HostChange.AttachVf(guest, function, settings) { Live = live, Config = config };

    public static readonly Gen<HostChange> DetachVf =
        from guest in Guests
        from vf in Vfs
        from live in Maybe
        from config in Maybe
        select (HostChange)new HostChange.DetachVf(guest, new GuestDeviceSelector(Function: vf)) { Live = live, Config = config };

    public static readonly Arbitrary<HostChange> All = Gen.OneOf(SetPf, SetVf, ResetVf, BindVf, AttachVf, DetachVf).ToArbitrary();

    private static FunctionSelector Read(string text) =>
        FunctionSelector.TryParse(text, out var selector, out _) ? selector : throw new ArgumentException(text, nameof(text));
}
