using FsCheck;
using FsCheck.Fluent;
using Vfleet.Libvirt.Xml;

namespace Vfleet.Libvirt.Tests.Xml;

public sealed class LibvirtNumberTests
{
    [Theory]
    [InlineData("0x10", 16u)]
    [InlineData("0X1f", 31u)]
    [InlineData("16", 16u)]
    [InlineData("010", 8u)]
    [InlineData("0", 0u)]
    [InlineData("00", 0u)]
    [InlineData(" 7", 7u)]
    [InlineData("+7", 7u)]
    [InlineData("0xffffffff", uint.MaxValue)]
    [InlineData("037777777777", uint.MaxValue)]
    [InlineData("4294967295", uint.MaxValue)]
    public void A_prefix_chooses_the_base(string text, uint expected)
    {
        LibvirtNumber.TryReadAnyBase(text, out var value).ShouldBeTrue();
        value.ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("1f")]
    [InlineData("08")]
    [InlineData("0x")]
    [InlineData("0xg")]
    [InlineData("-1")]
    [InlineData("7 ")]
    [InlineData("+ 7")]
    [InlineData("++7")]
    [InlineData("4294967296")]
    [InlineData("0x100000000")]
    [InlineData("040000000000")]
    [InlineData("0777777777777777777777777777")]
    public void What_libvirt_does_not_read_is_no_number(string text) => LibvirtNumber.TryReadAnyBase(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("010", 10u)]
    [InlineData("42", 42u)]
    public void A_decimal_number_may_start_with_zero(string text, uint expected)
    {
        LibvirtNumber.TryReadDecimal(text, out var value).ShouldBeTrue();
        value.ShouldBe(expected);
    }

    [Theory]
    [InlineData("0x10")]
    [InlineData("1f")]
    [InlineData("-0")]
    public void A_decimal_number_has_decimal_digits_only(string text) => LibvirtNumber.TryReadDecimal(text, out _).ShouldBeFalse();

    [Fact]
    public void Every_number_reads_back_in_every_base() => Prop.ForAll(ArbMap.Default.ArbFor<uint>(), static value =>
    {
        foreach (var text in new[] { $"0x{value:x}", $"0X{value:X8}", $"{value}", $"0{Convert.ToString(value, 8)}" })
        {
            LibvirtNumber.TryReadAnyBase(text, out var read).ShouldBeTrue(text);
            read.ShouldBe(value, text);
        }

        LibvirtNumber.TryReadDecimal($"000{value}", out var decimalRead).ShouldBeTrue();
        decimalRead.ShouldBe(value);
    }).QuickCheckThrowOnFailure();
}
