using Vfleet.Linux.Pci;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeSysfs;

namespace Vfleet.Linux.Tests.Pci;

public sealed class FunctionDetailTests : IDisposable
{
    private static readonly PciAddress s_pf = PciAddress.Parse("0000:01:00.0");
    private static readonly PciAddress s_port = PciAddress.Parse("0000:00:01.0");

    private readonly FakeHost _host = new FakeHost().AddPf(new FakePf { Address = s_pf, Port = s_port });

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Link_power_reset_and_alias_are_read()
    {
        var device = _host.DevicePath(s_pf);
        _host.Files.Write($"{device}/current_link_speed", "5.0 GT/s PCIe\n");
        _host.Files.Write($"{device}/current_link_width", "4\n");
        _host.Files.Write($"{device}/max_link_speed", "8.0 GT/s PCIe\n");
        _host.Files.Write($"{device}/max_link_width", "8\n");
        var detail = FunctionDetail.Read(_host.Root, s_pf)!;
        detail.Link.ShouldBe(new PcieLink("5.0 GT/s PCIe", 4, "8.0 GT/s PCIe", 8));
        detail.Link!.IsDegraded.ShouldBeTrue();
        detail.PowerState.ShouldBe("D0");
        detail.ResetMethods.ShouldBe(["flr", "bus"]);
        detail.CanReset.ShouldBeTrue();
        detail.Modalias.ShouldBe("pci:v00008086d000010C9sv00008086sd00000001bc02sc00i00");
        detail.UpstreamPort.ShouldBe(s_port);
        FunctionDetail.Read(_host.Root, PciAddress.Parse("0000:77:00.0")).ShouldBeNull();
    }

    [Fact]
    public void ARI_and_ACS_are_read_from_configuration_space()
    {
        _host.Files.Write($"{_host.DevicePath(s_pf)}/config", Config(ari: true, acs: null, forwarding: false));
        _host.Files.Write($"{_host.DevicePath(s_port)}/config", Config(ari: false, acs: AcsControls.RequestRedirect | AcsControls.UpstreamForwarding, forwarding: true));
        var detail = FunctionDetail.Read(_host.Root, s_pf)!;
        detail.Features.ShouldBe(new PcieFeatures(true, false, false, false, null, null));
        detail.UpstreamFeatures.ShouldBe(new PcieFeatures(
            false, true, true, true, (AcsControls)0x7f, AcsControls.RequestRedirect | AcsControls.UpstreamForwarding));
    }

    [Fact]
    public void Without_root_only_64_bytes_are_readable_and_the_rest_is_unknown()
    {
        _host.Files.Write($"{_host.DevicePath(s_pf)}/config", Config(ari: true, acs: null, forwarding: true)[..64]);
        FunctionDetail.Read(_host.Root, s_pf)!.Features.ShouldBe(new PcieFeatures(null, null, null, null, null, null));
    }

    [Fact]
    public void A_ring_of_capabilities_ends()
    {
        var config = Config(ari: true, acs: null, forwarding: true);
        config[0x41] = 0x40;
        config[0x40] = 0x05;
        config[0x100] = 0x99;
        config[0x103] = 0x10;
        var space = new PciConfigSpace(config);
        space.Capability(PciConfigSpace.Express).ShouldBeNull();
        space.Extended(PciConfigSpace.SrIov).ShouldBeNull();
    }

    [Fact]
    public void Random_configuration_space_is_borne()
    {
        var random = new Random(7);
        for (var round = 0; round < 5000; round++)
        {
            var bytes = new byte[random.Next(4) switch { 0 => random.Next(4097), 1 => 64, 2 => 256, _ => 4096 }];
            random.NextBytes(bytes);
            var space = new PciConfigSpace(bytes);
            _ = PcieFeatures.Of(space);
            var at = space.Extended((ushort)random.Next(ushort.MaxValue));
            (at is null || (at >= 0x100 && at < bytes.Length)).ShouldBeTrue();
        }
    }

    private static byte[] Config(bool ari, AcsControls? acs, bool forwarding)
    {
        var config = new byte[4096];
        config[0x06] = 0x10;
        config[0x34] = 0x40;
        config[0x40] = 0x01;
        config[0x41] = 0x60;
        config[0x60] = PciConfigSpace.Express;
        config[0x60 + 0x24] = (byte)(forwarding ? 0x20 : 0);
        config[0x60 + 0x28] = (byte)(forwarding ? 0x20 : 0);
        var at = 0x100;
        void Extended(ushort id, int next)
        {
            BitConverter.GetBytes((uint)(id | (1 << 16) | (next << 20))).CopyTo(config, at);
            at = next;
        }

        Extended(0x0001, 0x200);
        if (acs is { } enabled)
        {
            config[0x204] = 0x7f;
            config[0x206] = (byte)enabled;
            Extended(PciConfigSpace.AccessControl, ari ? 0x300 : 0);
        }

        if (ari)
        {
            Extended(PciConfigSpace.AlternativeRouting, 0);
        }
        else if (acs is null)
        {
            Extended(0x000b, 0);
        }

        return config;
    }
}
