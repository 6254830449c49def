using FsCheck;
using FsCheck.Fluent;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;

namespace Vfleet.Domain.Tests.Functions;

public sealed class FunctionSelectorTests
{
    private static readonly PciAddress Pf = PciAddress.Parse("0000:01:00.0");

    [Theory]
    [InlineData("0000:01:00.0", "0000:01:00.0")]
    [InlineData("01:00.0", "0000:01:00.0")]
    [InlineData("10000:01:00.0", "10000:01:00.0")]
    public void An_address_names_a_function(string text, string address) =>
        Read(text).ShouldBe(new FunctionSelector.ByAddress(PciAddress.Parse(address)));

    [Theory]
    [InlineData("enp1s0f0")]
    [InlineData("pf_with_underscores")]
    [InlineData("eth0.100")]
    public void Any_name_that_the_kernel_allows_names_a_netdev(string text) => Read(text).ShouldBe(new FunctionSelector.ByNetdev(text));

    [Fact]
    public void An_index_after_a_slash_names_a_VF()
    {
        Read("enp1s0f0/3").ShouldBe(new FunctionSelector.ByIndex(new FunctionSelector.ByNetdev("enp1s0f0"), 3));
        Read("01:00.0/0").ShouldBe(new FunctionSelector.ByIndex(new FunctionSelector.ByAddress(Pf), 0));
        Read("enp1s0f0/3").ToString().ShouldBe("enp1s0f0/3");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/3")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a:b")]
    [InlineData("0000:01:00.9")]
    [InlineData("enp1s0f0 ")]
    [InlineData("two words")]
    public void What_names_no_function_is_refused(string text)
    {
        var problem = Refused(text);
        problem.Code.ShouldBe(ProblemCode.Malformed);
        problem.Message.ShouldContain($"'{text}'");
        problem.Remedy.ShouldContain("enp1s0f0/3");
    }

    [Theory]
    [InlineData("enp1s0f0/")]
    [InlineData("enp1s0f0/-1")]
    [InlineData("enp1s0f0/+1")]
    [InlineData("enp1s0f0/1/2")]
    [InlineData("enp1s0f0/ 1")]
    [InlineData("enp1s0f0/0x1")]
    [InlineData("enp1s0f0/2147483648")]
    public void What_is_no_index_is_refused(string text)
    {
        var problem = Refused(text);
        problem.Message.ShouldContain("is no VF index");
        problem.Remedy.ShouldContain("enp1s0f0/0");
    }

    [Fact]
    public void A_name_longer_than_an_alternative_name_is_refused()
    {
        Read(new string('a', 127)).ShouldBeOfType<FunctionSelector.ByNetdev>();
        Refused(new string('a', 128)).Code.ShouldBe(ProblemCode.Malformed);
    }

    [Fact]
    public void What_was_read_is_printed_so_that_it_reads_the_same()
    {
        var texts = Gen.Elements("0123456789abcdef:./ _-x\n".ToCharArray()).ArrayOf().Select(letters => new string(letters));
        Prop.ForAll(
            texts.ToArbitrary(),
            text => !FunctionSelector.TryParse(text, out var selector, out var problem)
                ? problem is not null
                : problem is null && Read(selector.ToString()!) == selector).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void A_device_of_a_guest_is_named_by_MAC_function_or_alias()
    {
        GuestDeviceSelector.Parse("52:54:00:12:34:56").Mac.ShouldBe(MacAddress.Parse("52:54:00:12:34:56"));
        GuestDeviceSelector.Parse("enp1s0f0/3").Function.ShouldBe(Read("enp1s0f0/3"));
        GuestDeviceSelector.Parse("01:10.6").Function.ShouldBe(Read("0000:01:10.6"));
        GuestDeviceSelector.Parse("ua-net0").Alias.ShouldBe("ua-net0");
        GuestDeviceSelector.Parse("hostdev0").Alias.ShouldBe("hostdev0");
        GuestDeviceSelector.Parse("").Alias.ShouldBe("");
        GuestDeviceSelector.Parse("enp1s0f0/3").ToString().ShouldBe("enp1s0f0/3");
    }

    [Fact]
    public void VF_ids_are_ordered_by_PF_and_then_by_number()
    {
        VfId[] ordered = [new(Pf, 2), new(Pf, 10), new(PciAddress.Parse("0000:02:00.0"), 0)];
        ordered.Reverse().Order().ShouldBe(ordered);
        (ordered[0] < ordered[1] && ordered[1] <= ordered[2] && ordered[2] > ordered[0] && ordered[0] >= ordered[0]).ShouldBeTrue();
        ordered[1].ToString().ShouldBe("0000:01:00.0/10");
    }

    private static FunctionSelector Read(string text) =>
        FunctionSelector.TryParse(text, out var selector, out var problem) ? selector : throw new FormatException(problem.Message);

    private static Problem Refused(string text)
    {
        FunctionSelector.TryParse(text, out var selector, out var problem).ShouldBeFalse();
        selector.ShouldBeNull();
        return problem!;
    }
}
