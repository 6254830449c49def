using FsCheck;
using FsCheck.Fluent;

namespace Vfleet.Primitives.Tests;

public sealed class MacAddressTests
{
    private static readonly Arbitrary<MacAddress> Addresses =
        Gen.Choose(0, 255).ArrayOf(6).Select(octets => new MacAddress([.. octets.Select(octet => (byte)octet)])).ToArbitrary();

    [Theory]
    [InlineData("52:54:00:12:34:56")]
    [InlineData("52-54-00-12-34-56")]
    public void Colons_and_dashes_separate_the_octets(string text) => MacAddress.Parse(text).Value.ShouldBe(0x5254_0012_3456UL);

    [Fact]
    public void Upper_case_is_read_and_lower_case_is_printed() =>
        MacAddress.Parse("AB:CD:EF:AB:CD:EF").ToString().ShouldBe("ab:cd:ef:ab:cd:ef");

    [Theory]
    [InlineData("")]
    [InlineData("52:54:00:12:34")]
    [InlineData("52:54:00:12:34:5")]
    [InlineData("52:54:00:12:34:567")]
    [InlineData("52:54:00:12:34:56:78")]
    [InlineData("52:54:00-12:34:56")]
    [InlineData("52.54.00.12.34.56")]
    [InlineData("525400123456")]
    [InlineData("5254.0012.3456")]
    [InlineData("52:54:00:12:34:5g")]
    [InlineData("52:54:00:12:34: 6")]
    [InlineData("52:54:00:12:34:-6")]
    [InlineData(" 52:54:00:12:34:56")]
    [InlineData("52:54:00:12:34:56\n")]
    [InlineData("0x:54:00:12:34:56")]
    public void What_is_no_address_is_refused(string text)
    {
        MacAddress.TryParse(text, out var address).ShouldBeFalse();
        address.ShouldBe(MacAddress.Zero);
        Should.Throw<FormatException>(() => MacAddress.Parse(text));
    }

    [Fact]
    public void Every_address_is_read_back_as_it_was_printed_and_written() => Prop.ForAll(Addresses, address =>
    {
        Span<byte> octets = stackalloc byte[MacAddress.Length];
        address.WriteTo(octets);
        return MacAddress.Parse(address.ToString()) == address
            && MacAddress.Parse(address.ToString().Replace(':', '-')) == address
            && new MacAddress(octets) == address
            && new MacAddress(address.Value) == address;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_makes_the_reader_fail_otherwise_than_by_saying_no()
    {
        var letters = Gen.Elements("0123456789abcdefABCDEF:- gx\u0661".ToCharArray()).ArrayOf(17).Select(text => new string(text));
        Prop.ForAll(letters.ToArbitrary(), text => !MacAddress.TryParse(text, out var address) || MacAddress.Parse(address.ToString()) == address)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Theory]
    [InlineData("00:00:00:00:00:00", false, false, false, true)]
    [InlineData("52:54:00:12:34:56", true, false, true, false)]
    [InlineData("00:1b:21:00:00:01", true, false, false, false)]
    [InlineData("01:00:5e:00:00:01", false, true, false, false)]
    [InlineData("33:33:00:00:00:01", false, true, true, false)]
    [InlineData("ff:ff:ff:ff:ff:ff", false, true, true, false)]
    public void The_first_octet_says_what_sort_of_address_it_is(string text, bool unicast, bool multicast, bool local, bool zero)
    {
        var mac = MacAddress.Parse(text);
        (mac.IsUnicast, mac.IsMulticast, mac.IsLocal, mac.IsZero).ShouldBe((unicast, multicast, local, zero));
    }

    [Fact]
    public void More_than_48_bits_are_refused() => Should.Throw<ArgumentOutOfRangeException>(() => new MacAddress(0x1_0000_0000_0000UL));

    [Fact]
    public void Fewer_than_six_octets_are_refused_and_more_are_ignored()
    {
        Should.Throw<ArgumentException>(() => new MacAddress(new byte[5]));
        Should.Throw<ArgumentException>(() => MacAddress.Zero.WriteTo(new byte[5]));
        new MacAddress([1, 2, 3, 4, 5, 6, 7]).Value.ShouldBe(0x0102_0304_0506UL);
    }

    [Fact]
    public void Addresses_are_ordered_as_numbers()
    {
        var (low, high) = (MacAddress.Parse("00:ff:ff:ff:ff:ff"), MacAddress.Parse("01:00:00:00:00:00"));
        low.CompareTo(high).ShouldBeLessThan(0);
        (low < high && low <= high && high > low && high >= low).ShouldBeTrue();
        (high < low || high <= low || low > high || low >= high).ShouldBeFalse();
    }

    [Fact]
    public void The_parsable_interfaces_read_the_same()
    {
        MacAddress.Parse("52:54:00:12:34:56", provider: null).Value.ShouldBe(0x5254_0012_3456UL);
        MacAddress.TryParse((string?)null, provider: null, out _).ShouldBeFalse();
    }
}
