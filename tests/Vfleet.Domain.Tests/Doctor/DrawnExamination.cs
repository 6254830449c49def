using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Vfleet.Domain.Doctor;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Tests.Model;
using Vfleet.Primitives;

namespace Vfleet.Domain.Tests.Doctor;

/// <summary>Examinations drawn by chance: parts of those that rules speak of, put together at random, with drawn hosts and odd facts among them.</summary>
internal static class DrawnExamination
{
    private static readonly string[] Addresses = ["0000:01:00.0", "0000:02:00.0", "0000:01:10.0", "0000:ff:1f.7", "10000:01:00.0", "nowhere", ""];

    private static readonly Gen<bool> Coin = Gen.Elements(false, true);

    private static readonly Gen<string> Lines =
        from words in Gen.Elements<string>([.. KernelWords.All, "", " ", "Linux version 6.12.9", "{0} ("])
        from address in Gen.Elements(Addresses)
        from number in Gen.Choose(-1, 300)
        from shape in Gen.Choose(0, 2)
        select shape switch { 0 => $"igb {address}: {number} {words} {number + 1} VFs", 1 => $"{words}{number}", _ => $"WARNING: {words} ({address})" };

    private static readonly Gen<RecordedIntent> Intents =
        from address in Gen.Elements("0000:01:00.0", "0000:02:00.0", "0000:01:10.0", "0000:33:00.0")
        from vfs in Gen.Elements<int?>(null, 0, 1, 4, 500)
        from name in Gen.Elements(null, "enp1s0f0", "eth9", "")
        from device in Gen.Elements<ushort?>(null, 0x10c9, 0x1521)
        from driver in Gen.Elements(null, "vfio", "host")
        from mode in Gen.Elements(null, "legacy", "switchdev")
        from up in Gen.Elements<bool?>(null, true, false)
        from kept in Coin
        select new RecordedIntent(PciAddress.Parse(address), "/etc/vfleet/host.yaml")
        {
            Vfs = vfs,
            Netdev = name,
            DeviceId = device,
            VfDriver = driver,
            Eswitch = mode,
            IsUp = up,
            IsKept = kept,
        };

    private static readonly Gen<Configurator> Configurators =
        from kind in Gen.Elements(Enum.GetValues<ConfiguratorKind>())
        from netdev in Gen.Elements(null, "enp1s0f0", "eth9")
        from pf in Gen.Elements<PciAddress?>(null, PciAddress.Parse("0000:02:00.0"), PciAddress.Parse("0000:01:10.0"))
        from module in Gen.Elements(null, "igb")
        from vfs in Gen.Elements<int?>(null, 3, 900)
        select new Configurator($"/etc/{kind}", kind, "") { Netdev = netdev, Pf = pf, Module = module, Vfs = vfs };

    private static readonly Gen<FunctionFacts> Functions =
        from facts in Gen.Constant(new FunctionFacts(default))
        from offset in Gen.Elements<ushort>(0, 1, 128, ushort.MaxValue)
        from stride in Gen.Elements<ushort>(0, 1, 2, ushort.MaxValue)
        from total in Gen.Elements<ushort>(0, 4, ushort.MaxValue)
        from coins in Coin.ArrayOf(8)
        from bus in Gen.Choose(0, 255)
        select facts with
        {
            VendorId = coins[0] ? (ushort)0x15b3 : (ushort)0x8086,
            ClassCode = 0x020000,
            HasSriov = coins[1],
            Sriov = new SriovCapability(total, 4, total, (byte)bus, offset, stride, 0, coins[2], coins[3]),
            VfBars = coins[4] ? default : [new(0, 0, 0, coins[5] ? 0x20000000u : 0)],
            MatchingModules = coins[5] ? default : [],
            VariantModules = coins[6] ? default : [],
            ResetMethods = coins[7] ? default : [],
            Upstream = coins[6] ? null : new UpstreamPort(default) { AriEnabled = coins[0], HasAcs = coins[1], SubordinateBus = (byte)bus },
            Firmware = [new("NUM_OF_VFS", coins[0] ? "x" : "1", coins[1] ? null : "8"), new("SRIOV_EN", coins[2] ? null : "0", null)],
            Serial = coins[3] ? "S" : null,
        };

    // What some rule speaks of, in parts: a rule must bear any host with any log, boot, card or guest.
    private static readonly Examination[] Parts = [.. RuleCases.All.SelectMany(@case => new[] { @case.Fires, @case.Quiet }), new()];

    public static readonly Arbitrary<Examination> All = (
        from drawn in Drawn.Hosts.Generator
        from whole in Gen.Elements(Parts)
        from parts in Gen.Elements(Parts).ArrayOf(PartCount)
        from taken in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true))).ArrayOf(PartCount)
        from lines in Lines.ArrayOf(8)
        from intents in Intents.ArrayOf(3)
        from configurators in Configurators.ArrayOf(3)
        from function in Functions
        from chances in Gen.Choose(0, 5).ArrayOf(5)
        select Make(drawn.Host, whole, parts, taken, lines, intents, configurators, function, chances)).ToArbitrary();

    private const int PartCount = 9;

    private static Examination Make(
        ObservedHost drawn, Examination whole, Examination[] parts, bool[] taken, string[] lines, RecordedIntent[] intents, Configurator[] configurators,
        FunctionFacts function, int[] chances)
    {
        Examination Part(int number) => taken[number] ? parts[number] : whole;
        var host = chances[0] == 0 ? drawn : Part(0).Host;
        return whole with
        {
            Host = host,
            Platform = Part(1).Platform,
            Boot = Part(2).Boot,
            Modules = Part(3).Modules,
            Services = Part(4).Services,
            Log = chances[1] == 0 ? Log(Part(5).Log, lines) : Part(5).Log,
            Groups = Part(6).Groups,
            Functions = chances[2] == 0 ? Everywhere(host, function) : Part(7).Functions,
            Netdevs = Part(7).Netdevs,
            Eswitches = Part(8).Eswitches,
            Guests = Part(8).Guests,
            Intents = chances[3] == 0 ? [.. intents] : Part(6).Intents,
            Configurators = chances[4] == 0 ? [.. configurators] : Part(7).Configurators,
        };
    }

    private static KernelLog Log(KernelLog? known, string[] lines) =>
        new([.. known?.Lines ?? [], .. lines.Select(line => new LogLine(line))], known?.FromBoot ?? false);

    private static ImmutableDictionary<PciAddress, FunctionFacts> Everywhere(ObservedHost host, FunctionFacts function) => host.Pfs
        .SelectMany(pf => pf.Vfs.Select(vf => vf.Address).Prepend(pf.Address)).ToImmutableDictionary(address => address, address => function with { Address = address });
}
