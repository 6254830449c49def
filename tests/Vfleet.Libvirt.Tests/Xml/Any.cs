using System.Collections.Immutable;
using Vfleet.Libvirt.Xml;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Tests.Xml;

/// <summary>Random values of the XML types; a seed makes a failure repeatable.</summary>
/// <param name="seed">The seed.</param>
/// <param name="plain">Whether names hold only what libvirt's schema allows.</param>
internal sealed class Any(int seed, bool plain = false)
{
    private readonly Random _random = new(seed);

    internal PciAddress Address() => new((uint)(_random.Next(4) == 0 ? _random.Next(0x10000) : 0), (byte)_random.Next(256), (byte)_random.Next(1, 32), (byte)_random.Next(8));

    internal MacAddress Mac() => new((ulong)_random.NextInt64(1L << 40) | 0x5200_0000_0000UL);

    internal bool Coin() => _random.Next(2) == 0;

    internal T? Maybe<T>(Func<T?> make)
        where T : class => Coin() ? make() : null;

    internal string Name(string prefix = "n") => $"{prefix}{_random.Next(1_000_000)}";

    internal string Awkward() => plain ? Name() : _random.Next(3) switch
    {
        0 => "a'b\"c<d>&e",
        1 => "ß–漢字 x",
        _ => Name(),
    };

    internal VlanSetting Vlan()
    {
        if (Coin())
        {
            return VlanSetting.Single((ushort)_random.Next(4096));
        }

        var first = new VlanTagSetting((ushort)_random.Next(1, 2000), Coin() ? NativeVlanMode.Untagged : NativeVlanMode.Tagged);
        return new([first, new VlanTagSetting((ushort)_random.Next(2000, 4095))], IsTrunk: true);
    }

    // Bridges take an Open vSwitch port, macvtaps one of the 802.1Q kinds.
    internal VirtualPort? VirtualPortFor(InterfaceSource source) => source switch
    {
        BridgeSource or NetworkSource => OpenVSwitchPort(),
        DirectSource => Coin() ? BridgeExtensionPort() : StationPort(),
        _ => null,
    };

    private static VirtualPort BridgeExtensionPort() => new("802.1Qbh", ImmutableSortedDictionary<string, string>.Empty.Add("profileid", "blue"));

    private static VirtualPort OpenVSwitchPort() =>
        new("openvswitch", ImmutableSortedDictionary<string, string>.Empty.Add("interfaceid", Guid.NewGuid().ToString()));

    private static VirtualPort StationPort() => new(
        "802.1Qbg",
        ImmutableSortedDictionary<string, string>.Empty.Add("managerid", "11").Add("typeid", "1193047").Add("typeidversion", "2")
            .Add("instanceid", Guid.NewGuid().ToString()));

    internal FunctionSource Function() => new(Address(), Coin(), "vfio", DriverModel());

    internal InterfaceSource Source() => _random.Next(6) switch
    {
        0 => Function(),
        1 => new NetworkSource(Awkward(), Maybe(() => Name("blue"))),
        2 => new BridgeSource(Name("br")),
        3 => new DirectSource(Name("eth"), Coin() ? "bridge" : "private"),
        4 => new VdpaSource("/dev/vhost-vdpa-0"),
        _ => new OtherSource("user"),
    };

    internal DomainInterface Interface()
    {
        var source = Source();
        return new(source)
        {
            Mac = Mac(),
            Vlan = Maybe(Vlan),
            VirtualPort = Maybe(() => VirtualPortFor(source)),
            Target = source is FunctionSource ? null : Maybe(() => Name("tap")),
            Model = source is FunctionSource ? null : Maybe(() => "virtio"),
            Teaming = Maybe<Teaming>(() => source is FunctionSource ? new TransientTeaming(Name("ua-")) : PersistentTeaming.Instance),
            LinkUp = Coin() ? Coin() : null,
            Alias = Maybe(() => Name("ua-")),
            GuestAddress = Coin() ? Address() : null,
        };
    }

    // The schema of libvirt 9.0 (Debian 12) does not know a driver's model yet.
    private string? DriverModel() => plain ? null : Maybe(static () => "vfio-pci");

    internal PciHostDevice HostDevice() => new(Address(), Coin())
    {
        Driver = "vfio",
        DriverModel = DriverModel(),
        Teaming = Maybe(() => new TransientTeaming(Name("ua-"))),
        Alias = Maybe(() => Name("ua-")),
        GuestAddress = Coin() ? Address() : null,
    };

    internal NetworkDefinition Network() => new(Name("net"))
    {
        Uuid = Coin() ? Guid.NewGuid() : null,
        Forward = _random.Next(4) switch
        {
            0 => new(NetworkForward.HostDeviceMode) { Managed = true, Driver = "vfio", PhysicalFunction = Name("eth") },
            1 => new(NetworkForward.HostDeviceMode) { Managed = Coin(), Functions = [Address(), Address()] },
            2 => new("bridge") { Interfaces = [Name("eth"), Name("eth")] },
            _ => new("passthrough") { PhysicalFunction = Name("eth") },
        },
        Vlan = Maybe(() => VlanSetting.Single(42)),
        PortGroups = [new("blue", IsDefault: true, VlanSetting.Single(7)), new("red")],
    };

    /// <summary>A document with a few of its characters changed, cut or doubled.</summary>
    internal string Broken(string document)
    {
        var text = new System.Text.StringBuilder(document);
        for (var i = _random.Next(1, 4); i > 0 && text.Length > 0; i--)
        {
            var at = _random.Next(text.Length);
            switch (_random.Next(5))
            {
                case 0:
                    text[at] = (char)_random.Next(32, 127);
                    break;
                case 1:
                    text.Remove(at, Math.Min(_random.Next(1, 40), text.Length - at));
                    break;
                case 2:
                    text.Insert(at, text.ToString(at, Math.Min(20, text.Length - at)));
                    break;
                case 3:
                    text[at] = (char)_random.Next(0x10000);
                    break;
                default:
                    text.Insert(at, _random.Next(int.MinValue, int.MaxValue));
                    break;
            }
        }

        return text.ToString();
    }
}
