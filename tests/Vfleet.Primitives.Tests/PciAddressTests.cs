using FsCheck;
using FsCheck.Fluent;

namespace Vfleet.Primitives.Tests;

public sealed class PciAddressTests
{
    private static readonly Arbitrary<PciAddress> Addresses = (
        from domain in Gen.OneOf(Gen.Constant(0u), Gen.Choose(0, 0xffff).Select(d => (uint)d), Gen.Choose(0, int.MaxValue).Select(d => uint.MaxValue - (uint)d))
        from bus in Gen.Choose(0, 0xff)
        from device in Gen.Choose(0, 0x1f)
        from function in Gen.Choose(0, 7)
        select new PciAddress(domain, (byte)bus, (byte)device, (byte)function)).ToArbitrary();

    [Theory]
    [InlineData("0000:01:10.2", 0u, 0x01, 0x10, 2)]
    [InlineData("01:10.2", 0u, 0x01, 0x10, 2)]
    [InlineData("1:0.0", 0u, 0x01, 0x00, 0)]
    [InlineData("10000:e1:00.0", 0x10000u, 0xe1, 0, 0)]
    [InlineData("ffffffff:ff:1f.7", 0xffffffffu, 0xff, 0x1f, 7)]
    [InlineData("ABCD:EF:1F.7", 0xabcdu, 0xef, 0x1f, 7)]
    public void An_address_is_read(string text, uint domain, int bus, int device, int function) =>
        PciAddress.Parse(text).ShouldBe(new PciAddress(domain, (byte)bus, (byte)device, (byte)function));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("0000:01:10")]
    [InlineData("0000:01:10.")]
    [InlineData("0000:01:10.8")]
    [InlineData("0000:01:10.a")]
    [InlineData("0000:01:10.01")]
    [InlineData("0000:01:20.0")]
    [InlineData("0000:01:010.0")]
    [InlineData("0000:100:00.0")]
    [InlineData("000:01:00.0")]
    [InlineData("100000000:01:00.0")]
    [InlineData(":01:00.0")]
    [InlineData("0000::00.0")]
    [InlineData("0000:01:.0")]
    [InlineData("0000:01:00:0.0")]
    [InlineData(" 0000:01:00.0")]
    [InlineData("0000:01:00.0 ")]
    [InlineData("0000:01:00.0\n")]
    [InlineData("0x00:01:00.0")]
    [InlineData("-001:01:00.0")]
    [InlineData("0000:g1:00.0")]
    [InlineData("10.0")]
    [InlineData("enp1s0f0")]
    public void What_is_no_address_is_refused(string text)
    {
        PciAddress.TryParse(text, out var address).ShouldBeFalse();
        address.ShouldBe(default);
        Should.Throw<FormatException>(() => PciAddress.Parse(text)).Message.ShouldContain(text);
    }

    [Theory]
    [InlineData(0u, "0000:01:10.2")]
    [InlineData(0xabcdu, "abcd:01:10.2")]
    [InlineData(0x10000u, "10000:01:10.2")]
    [InlineData(0xffffffffu, "ffffffff:01:10.2")]
    public void The_domain_is_printed_with_at_least_four_digits(uint domain, string text) =>
        new PciAddress(domain, 1, 0x10, 2).ToString().ShouldBe(text);

    [Fact]
    public void Every_address_is_read_back_as_it_was_printed() =>
        Prop.ForAll(Addresses, address => PciAddress.Parse(address.ToString()) == address).QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_makes_the_reader_fail_otherwise_than_by_saying_no()
    {
        var texts = Gen.Elements("0123456789abcdefABCDEF:.: gx-/\n\u0661".ToCharArray()).ArrayOf().Select(letters => new string(letters));
        Prop.ForAll(texts.ToArbitrary(), text => !PciAddress.TryParse(text, out var address) || PciAddress.Parse(address.ToString()) == address)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Theory]
    [InlineData("0000:01:00.0", 128, 2, 0, "0000:01:10.0")]
    [InlineData("0000:01:00.0", 128, 2, 6, "0000:01:11.4")]
    [InlineData("0000:01:00.1", 128, 2, 6, "0000:01:11.5")]
    [InlineData("0000:01:00.0", 16, 1, 255, "0000:02:01.7")]
    [InlineData("0000:01:1f.7", 1, 1, 0, "0000:02:00.0")]
    [InlineData("10000:ff:00.0", 1, 1, 254, "10000:ff:1f.7")]
    [InlineData("0000:01:00.0", -8, 1, 0, "0000:00:1f.0")]
    public void A_virtual_function_stands_at_offset_plus_index_times_stride(string pf, int offset, int stride, int index, string expected) =>
        PciAddress.Parse(pf).VirtualFunction(offset, stride, index).ShouldBe(PciAddress.Parse(expected));

    [Theory]
    [InlineData("0000:ff:00.0", 1, 1, 255)]
    [InlineData("0000:ff:1f.7", 1, 1, 0)]
    [InlineData("0000:00:00.0", -1, 1, 0)]
    [InlineData("0000:00:00.0", 1, int.MaxValue, int.MaxValue)]
    public void A_virtual_function_past_the_last_bus_has_no_address(string pf, int offset, int stride, int index) =>
        PciAddress.Parse(pf).VirtualFunction(offset, stride, index).ShouldBeNull();

    [Fact]
    public void Virtual_functions_keep_the_domain_and_differ_by_the_stride() => Prop.ForAll(
        Addresses,
        Gen.Choose(1, 4096).ToArbitrary(),
        Gen.Choose(0, 255).ToArbitrary(),
        (pf, stride, index) => (pf.VirtualFunction(1, stride, index), pf.VirtualFunction(1, stride, index + 1)) switch
        {
            ({ } one, { } next) => one.Domain == pf.Domain && next.RoutingId - one.RoutingId == stride,
            (null, { }) => false,
            _ => true,
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Addresses_are_ordered_by_domain_then_bus_device_and_function()
    {
        string[] ordered = ["0000:00:00.0", "0000:00:00.7", "0000:00:01.0", "0000:01:00.0", "0000:ff:1f.7", "0001:00:00.0", "10000:00:00.0"];
        ordered.Select(text => PciAddress.Parse(text)).Reverse().Order().Select(address => address.ToString()).ShouldBe(ordered);
        (PciAddress.Parse("0000:ff:1f.7") < PciAddress.Parse("10000:00:00.0")).ShouldBeTrue();
        (PciAddress.Parse("0000:01:00.0") >= PciAddress.Parse("01:00.0")).ShouldBeTrue();
        (PciAddress.Parse("0000:01:00.0") > PciAddress.Parse("01:00.0")).ShouldBeFalse();
        (PciAddress.Parse("0000:01:00.1") <= PciAddress.Parse("01:00.0")).ShouldBeFalse();
    }

    [Fact]
    public void The_parsable_interfaces_read_the_same()
    {
        PciAddress.Parse("01:00.0", provider: null).ShouldBe(PciAddress.Parse("01:00.0"));
        PciAddress.TryParse((string?)null, provider: null, out _).ShouldBeFalse();
        PciAddress.TryParse("01:00.0", provider: null, out var address).ShouldBeTrue();
        address.ShouldBe(new PciAddress(0, 1, 0, 0));
    }
}
