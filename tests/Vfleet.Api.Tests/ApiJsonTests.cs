using System.Text.Json;
using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Api.Tests;

public sealed class ApiJsonTests
{
    [Fact]
    public void Enumerations_are_words_addresses_are_text_and_what_is_not_there_is_left_out()
    {
        var nic = new NicResource { Name = "nic1", Type = VnicType.PciPassthrough, Mac = MacAddress.Parse("52:54:00:12:34:56") };
        JsonSerializer.Serialize(nic, ApiJson.Default.NicResource).ShouldBe("{\"name\":\"nic1\",\"type\":\"pciPassthrough\",\"mac\":\"52:54:00:12:34:56\"}");
    }

    [Theory]
    [InlineData("{\"type\":1}")]
    [InlineData("{\"type\":\"nothing\"}")]
    [InlineData("{\"mac\":\"52:54\"}")]
    [InlineData("{\"mac\":7}")]
    [InlineData("{\"plugged\":\"yes\"}")]
    [InlineData("{\"pin\":{\"host\":\"h1\",\"pf\":\"01:00\"}}")]
    public void Values_of_another_kind_are_refused(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize(json, ApiJson.Default.NicResource));

    [Fact]
    public void Members_of_a_later_version_are_passed_over() =>
        JsonSerializer.Deserialize("{\"name\":\"nic1\",\"colour\":\"red\"}", ApiJson.Default.NicResource)!.Name.ShouldBe("nic1");

    [Fact]
    public void An_inventory_keeps_everything_over_the_wire()
    {
        var pf = new InventoryPf(PciAddress.Parse("0000:01:00.0"), "ens1f0")
        {
            NumVfs = 4,
            HasLink = true,
            Vfs = [new InventoryVf(2) { Holds = ["guest web1"], Guest = Guid.Parse("0198a3b0-7b44-7d3e-9d0a-5a0d2a1c0001"), IsUnclean = true }],
        };
        var read = JsonSerializer.Deserialize(JsonSerializer.Serialize(pf, ApiJson.Default.InventoryPf), ApiJson.Default.InventoryPf).ShouldNotBeNull();
        read.ShouldBe(pf with { Vfs = read.Vfs });
        read.Vfs.Single().ShouldBe(pf.Vfs.Single() with { Holds = read.Vfs.Single().Holds });
        read.Vfs.Single().Holds.ShouldBe(["guest web1"]);
    }

    [Fact]
    public void Work_for_a_host_keeps_the_whole_guest_over_the_wire()
    {
        var vf = new GuestVf(PciAddress.Parse("0000:01:00.0"), 3, new VfSettings
        {
            Mac = MacAddress.Parse("52:54:00:12:34:56"),
            Vlan = new VlanTag(100, 3, VlanProtocol.Dot1Ad),
            SpoofCheck = true,
            Trust = false,
            MinRate = 100,
            MaxRate = 4_000_000_000,
            LinkState = VfLinkState.Disable,
            RssQuery = true,
            NodeGuid = ulong.MaxValue,
            PortGuid = 1,
        });
        var nic = new GuestNic(Guid.NewGuid(), "nic1", MacAddress.Parse("52:54:00:12:34:56")) { Vf = vf, Bridge = "br0", IsLinked = false };
        var spec = new GuestSpec(Guid.NewGuid(), "web1")
        {
            Cpus = 4,
            MemoryMiB = 8192,
            NumaNode = 1,
            Boot = new GuestBoot { Firmware = GuestFirmware.Uefi, Kernel = "/k", Initrd = "/i", CommandLine = "quiet" },
            Disks = [new GuestDisk("/d") { Format = GuestDiskFormat.Qcow2, Bus = GuestDiskBus.Sata, IsReadOnly = true }],
            Seed = new GuestSeed { UserData = "#cloud-config\n", NetworkConfig = "version: 2", HostName = "web" },
            Nics = [nic, new GuestNic(Guid.NewGuid(), "nic2", MacAddress.Parse("52:54:00:12:34:57")) { Bridge = "br1" }],
        };
        var work = new HostOperation(Guid.NewGuid(), HostOperation.StartVm, true) { Pf = vf.Pf, Vfs = 4, Vf = 3, Guest = spec, Nic = nic, Seconds = 30, IsForced = true, IsCancelled = true };
        var state = new DesiredState { Generation = 7, HostId = Guid.NewGuid(), Pfs = [], Operations = [work] };

        var json = JsonSerializer.Serialize(state, ApiJson.Default.DesiredState);
        var read = JsonSerializer.Deserialize(json, ApiJson.Default.DesiredState)!.Operations.ShouldHaveSingleItem();

        read.Guest.ShouldNotBeNull().Disks.ShouldBe(spec.Disks);
        read.Guest.Nics.ShouldBe(spec.Nics);
        (read with { Guest = read.Guest with { Disks = spec.Disks, Nics = spec.Nics } }).ShouldBe(work);
        json.ShouldContain("\"vlan\":{\"id\":100,\"qos\":3,\"protocol\":\"dot1Ad\"");
        json.ShouldContain("\"isReadOnly\":true");
    }

    [Fact]
    public void A_VF_without_a_VLAN_is_another_than_one_about_which_nothing_is_said()
    {
        foreach (var settings in new[] { VfSettings.Neutral, VfSettings.Nothing })
        {
            var nic = new GuestNic(Guid.NewGuid(), "nic1", MacAddress.Parse("52:54:00:12:34:56")) { Vf = new GuestVf(PciAddress.Parse("0000:01:00.0"), 0, settings) };
            var work = new HostOperation(Guid.NewGuid(), HostOperation.PlugNic, false) { Nic = nic };
            JsonSerializer.Deserialize(JsonSerializer.Serialize(work, ApiJson.Default.HostOperation), ApiJson.Default.HostOperation).ShouldBe(work);
        }
    }

    [Fact]
    public void Traffic_keeps_numbers_that_need_all_64_bits()
    {
        var traffic = new VfTraffic(PciAddress.Parse("0000:01:00.0"), 3) { RxBytes = ulong.MaxValue, TxBytes = 2, RxPackets = 3, TxPackets = 4, Broadcast = 5, Multicast = 6, RxDropped = 0 };
        var report = new HostReport { Hash = "x", Traffic = [traffic] };

        var read = JsonSerializer.Deserialize(JsonSerializer.Serialize(report, ApiJson.Default.HostReport), ApiJson.Default.HostReport)!;

        read.Traffic.ShouldNotBeNull().ShouldHaveSingleItem().ShouldBe(traffic);
    }
}
