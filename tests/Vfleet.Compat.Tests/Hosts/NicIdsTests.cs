using Vfleet.Compat.Ovirt.Hosts;
using Vfleet.Primitives;

namespace Vfleet.Compat.Tests.Hosts;

public sealed class NicIdsTests
{
    private static readonly PciAddress s_pf = PciAddress.Parse("0000:01:00.0");

    [Fact]
    public void An_id_of_a_name_is_the_one_of_the_standard() =>

        // RFC 9562, A.4: the name www.example.com in the space of DNS names.
        NicIds.Named(Guid.Parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com").ShouldBe(Guid.Parse("2ed6657d-e927-568b-95e1-2665a8aea6a2"));

    [Fact]
    public void Each_thing_of_each_host_has_an_id_of_its_own_that_stays()
    {
        var (host, other) = (Guid.NewGuid(), Guid.NewGuid());
        Guid[] Of(Guid one) =>
        [
            NicIds.OfPf(one, s_pf), NicIds.OfVf(one, s_pf, 0), NicIds.OfVf(one, s_pf, 1), NicIds.OfVfsConfig(one, s_pf), NicIds.OfAttachment(one, host), NicIds.OfNode(one, 0),
            NicIds.OfStatistic(one, "memory.used"),
        ];

        Of(host).Concat(Of(other)).ShouldBeUnique();
        Of(host).ShouldBe(Of(host));
    }

    [Fact]
    public void A_devices_id_is_its_name_in_hexadecimal()
    {
        DeviceNames.Of(PciAddress.Parse("0000:05:10.0")).ShouldBe("pci_0000_05_10_0");
        DeviceNames.IdOf("pci_0000_05_10_0").ShouldBe("7063695f303030305f30355f31305f30");
    }
}
