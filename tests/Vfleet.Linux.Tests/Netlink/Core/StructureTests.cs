using System.Runtime.CompilerServices;
using Vfleet.Linux.Interop;
using Vfleet.Linux.Netlink.Generic;
using Vfleet.Linux.Netlink.Route;

namespace Vfleet.Linux.Tests.Netlink.Core;

public sealed class StructureTests
{
    [Fact]
    public void Structures_have_the_sizes_of_the_kernels_headers()
    {
        Unsafe.SizeOf<NetlinkAddress>().ShouldBe(12);
        Unsafe.SizeOf<SocketTimeout>().ShouldBe(16);
        Unsafe.SizeOf<LinkHeader>().ShouldBe(16);
        Unsafe.SizeOf<AddressHeader>().ShouldBe(8);
        Unsafe.SizeOf<RouteHeader>().ShouldBe(12);
        Unsafe.SizeOf<NeighbourHeader>().ShouldBe(12);
        Unsafe.SizeOf<GenericHeader>().ShouldBe(4);
        Unsafe.SizeOf<VfMacStructure>().ShouldBe(36);
        Unsafe.SizeOf<VfVlanStructure>().ShouldBe(12);
        Unsafe.SizeOf<VfVlanEntryStructure>().ShouldBe(16);
        Unsafe.SizeOf<VfRateStructure>().ShouldBe(12);
        Unsafe.SizeOf<VfSettingStructure>().ShouldBe(8);
        Unsafe.SizeOf<VfGuidStructure>().ShouldBe(16);
    }

    [Fact]
    public void The_protocol_of_a_VLAN_is_in_network_byte_order()
    {
        var entry = new VfVlanEntryStructure { Protocol = 0x88a8 };
        BitConverter.GetBytes(entry.NetworkProtocol).ShouldBe([0x88, 0xa8]);
        entry.Protocol.ShouldBe((ushort)0x88a8);
    }
}
