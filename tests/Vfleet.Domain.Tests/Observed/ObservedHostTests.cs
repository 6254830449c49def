using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.TestKit.Observed;

namespace Vfleet.Domain.Tests.Observed;

public sealed class ObservedHostTests
{
    private static readonly ObservedHost Host = Given.Host(
        Given.Pf(vfs: 4).WithVf(2, vf => vf.OnHost("enp1s0f0v2")),
        Given.Pf("enp2s0f0", "0000:02:00.0"),
        Given.Pf(null, "10000:01:00.0", vfs: 1));

    [Theory]
    [InlineData("enp1s0f0", "0000:01:00.0")]
    [InlineData("01:00.0", "0000:01:00.0")]
    [InlineData("10000:01:00.0", "10000:01:00.0")]
    public void A_PF_is_found_by_name_and_by_address(string text, string address)
    {
        Host.TryFindPf(Read(text), out var pf, out var problem).ShouldBeTrue();
        (pf!.Address.ToString(), problem).ShouldBe((address, null));
    }

    [Theory]
    [InlineData("enp1s0f0/3", "0000:01:00.0/3")]
    [InlineData("0000:01:00.0/3", "0000:01:00.0/3")]
    [InlineData("0000:01:10.4", "0000:01:00.0/2")]
    [InlineData("enp1s0f0v2", "0000:01:00.0/2")]
    [InlineData("10000:01:10.0", "10000:01:00.0/0")]
    public void A_VF_is_found_by_index_address_and_netdev(string text, string id)
    {
        Host.TryFindVf(Read(text), out var vf, out var problem).ShouldBeTrue();
        (vf!.Id.ToString(), problem).ShouldBe((id, null));
    }

    [Theory]
    [InlineData("enp9", "PF_UNKNOWN", "no SR-IOV physical function is called enp9", "enp1s0f0, enp2s0f0, 10000:01:00.0")]
    [InlineData("enp1s0f0/2", "VF_NOT_PF", "enp1s0f0/2 is virtual function 2 of enp1s0f0", "enp1s0f0")]
    [InlineData("0000:01:10.4", "VF_NOT_PF", "0000:01:10.4 is virtual function 2 of enp1s0f0", "enp1s0f0")]
    [InlineData("enp1s0f0v2", "VF_NOT_PF", "enp1s0f0v2 is virtual function 2 of enp1s0f0", "enp1s0f0")]
    public void A_PF_that_is_none_is_told_why(string text, string code, string message, string remedy)
    {
        Host.TryFindPf(Read(text), out _, out var problem).ShouldBeFalse();
        problem!.Code.Name.ShouldBe(code);
        problem.Message.ShouldContain(message);
        problem.Remedy.ShouldContain(remedy);
    }

    [Theory]
    [InlineData("enp1s0f0", "enp1s0f0 is a physical function", "enp1s0f0/0")]
    [InlineData("enp1s0f0/4", "enp1s0f0 has no VF 4; it has 4, from 0 to 3", "vfleet vf list enp1s0f0")]
    [InlineData("enp2s0f0/0", "enp2s0f0 has no virtual functions", "vfleet pf set enp2s0f0 --vfs 4 --driver vfio")]
    [InlineData("0000:09:00.0", "no virtual function is called 0000:09:00.0", "vfleet vf list")]
    public void A_VF_that_is_none_is_told_why(string text, string message, string remedy)
    {
        Host.TryFindVf(Read(text), out _, out var problem).ShouldBeFalse();
        problem!.Code.ShouldBe(ProblemCode.VfUnknown);
        problem.Message.ShouldContain(message);
        problem.Remedy.ShouldContain(remedy);
    }

    [Fact]
    public void A_VF_of_an_unknown_PF_blames_the_PF()
    {
        Host.TryFindVf(Read("enp9/0"), out _, out var problem).ShouldBeFalse();
        problem!.Code.ShouldBe(ProblemCode.PfUnknown);
        Host.TryFindVf(Read("enp1s0f0v2/0"), out _, out problem).ShouldBeFalse();
        problem!.Code.ShouldBe(ProblemCode.VfNotPf);
    }

    [Fact]
    public void A_host_without_functions_is_told_where_to_look()
    {
        Given.Host().TryFindPf(Read("enp1s0f0"), out _, out var problem).ShouldBeFalse();
        problem!.Remedy.ShouldContain("firmware set-up");
    }

    [Fact]
    public void People_read_netdev_names_where_there_are_any()
    {
        Host.VfName(Host.Vf("enp1s0f0/3").Id).ShouldBe("enp1s0f0/3");
        Host.VfName(Host.Vf("10000:01:00.0/0").Id).ShouldBe("10000:01:00.0/0");
    }

    private static FunctionSelector Read(string text) =>
        FunctionSelector.TryParse(text, out var selector, out var problem) ? selector : throw new FormatException(problem.Message);
}
