namespace Vfleet.Primitives.Tests;

public sealed class VlanTagTests
{
    [Theory]
    [InlineData(0, 0, VlanProtocol.Dot1Q, true)]
    [InlineData(1, 0, VlanProtocol.Dot1Q, true)]
    [InlineData(4094, 7, VlanProtocol.Dot1Ad, true)]
    [InlineData(4095, 0, VlanProtocol.Dot1Q, false)]
    [InlineData(65535, 0, VlanProtocol.Dot1Q, false)]
    [InlineData(100, 8, VlanProtocol.Dot1Q, false)]
    [InlineData(100, 0, (VlanProtocol)0x9100, false)]
    public void Ids_to_4094_priorities_to_7_and_two_protocols_are_valid(int id, int qos, VlanProtocol protocol, bool valid) =>
        new VlanTag((ushort)id, (byte)qos, protocol).IsValid.ShouldBe(valid);

    [Theory]
    [InlineData(0, 0, VlanProtocol.Dot1Q, "none")]
    [InlineData(100, 0, VlanProtocol.Dot1Q, "100")]
    [InlineData(100, 3, VlanProtocol.Dot1Q, "100 qos 3")]
    [InlineData(100, 0, VlanProtocol.Dot1Ad, "100 802.1ad")]
    [InlineData(100, 3, VlanProtocol.Dot1Ad, "100 qos 3 802.1ad")]
    [InlineData(0, 3, VlanProtocol.Dot1Q, "0 qos 3")]
    public void The_text_leaves_out_what_is_usual(int id, int qos, VlanProtocol protocol, string text) =>
        new VlanTag((ushort)id, (byte)qos, protocol).ToString().ShouldBe(text);

    [Fact]
    public void The_protocols_are_the_ethertypes_on_the_wire()
    {
        ((int)VlanProtocol.Dot1Q).ShouldBe(0x8100);
        ((int)VlanProtocol.Dot1Ad).ShouldBe(0x88a8);
        VlanTag.None.ShouldBe(new VlanTag(0));
    }
}
