using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Devlink;
using Vfleet.Linux.Netlink.Ethtool;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeNetlink;

namespace Vfleet.Linux.Tests.Netlink.Generic;

/// <summary>Answers about features, parameters and VLANs, damaged: they are read or called malformed, and never read out of range.</summary>
public sealed class DamagedAnswersTests
{
    private readonly FakeKernel _kernel = new();
    private readonly FakeLink _link;

    public DamagedAnswersTests()
    {
        _link = _kernel.AddPf("ens1f0", 0);
        _link.Features[LinkFeatures.HwTcOffload] = true;
        _link.BridgeVlans = [1, 100, 101, 102];
    }

    [Fact]
    public void Damaged_features_are_read_or_called_malformed() => Damage(
        FakeEthtool.Handle(_kernel, new NetlinkMessage(FakeEthtool.Family, 0, 1, 0, [
            EthtoolMessage.FeaturesGet, 1, 0, 0,
            12, 0, 1, 0x80, 8, 0, 1, 0, (byte)_link.Index, 0, 0, 0,
        ]))[0],
        static (in NetlinkMessage message) => FeaturesParser.Parse(message));

    [Fact]
    public void Damaged_parameters_are_read_or_called_malformed()
    {
        var device = new FakeDevlinkDevice { Handle = DevlinkHandle.OfPci(PciAddress.Parse("0000:01:00.0")), Pf = _link };
        device.Parameters["mode"] = "smfs";
        _kernel.Devlink!.Add(device);
        var writer = new NetlinkWriter(128);
        try
        {
            writer.BeginMessage(0x15, MessageFlags.Request);
            writer.Header(new Linux.Netlink.Generic.GenericHeader { Command = DevlinkCommand.ParameterGet, Version = 1 });
            writer.StringAttribute(DevlinkAttribute.BusName, "pci");
            writer.StringAttribute(DevlinkAttribute.DeviceName, "0000:01:00.0");
            writer.StringAttribute(DevlinkAttribute.ParameterName, "mode");
            writer.EndMessage();
            var request = new NetlinkMessage(0x15, 0, 1, 0, writer.Written[NetlinkWriter.HeaderLength..]);

            Damage(FakeGeneric.Handle(_kernel, request)[0], static (in NetlinkMessage message) => DevlinkParameterParser.Parse(message));
        }
        finally
        {
            writer.Dispose();
        }
    }

    [Fact]
    public void Damaged_VLANs_are_read_or_called_malformed() => Damage(
        FakeRoute.Handle(_kernel, new NetlinkMessage(RouteMessage.GetLink, MessageFlags.Dump, 1, 0, [AddressFamily.Bridge, .. new byte[15]]))[0],
        static (in NetlinkMessage message) => BridgeVlanTable.Parse(message).Vlans.ShouldBeGreaterThanOrEqualTo(0));

    private delegate void Reading(in NetlinkMessage message);

    private static void Damage(byte[] good, Reading parse)
    {
        parse(new NetlinkMessage(0x15, 0, 1, 0, good.AsSpan(16)));
        var random = new Random(5);
        var (read, malformed) = (0, 0);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = (byte[])good.Clone();
            for (var flips = random.Next(1, 5); flips > 0; flips--)
            {
                bytes[random.Next(16, bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                parse(new NetlinkMessage(0x15, 0, 1, 0, bytes.AsSpan(16, random.Next(0, bytes.Length - 15))));
                read++;
            }
            catch (MalformedNetlinkException)
            {
                malformed++;
            }
        }

        read.ShouldBeGreaterThan(100);
        malformed.ShouldBeGreaterThan(500);
    }
}
