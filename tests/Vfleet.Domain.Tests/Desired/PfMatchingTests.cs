using Vfleet.Domain.Desired;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.TestKit.Observed;
using static Vfleet.Domain.Tests.Desired.Written;

namespace Vfleet.Domain.Tests.Desired;

public sealed class PfMatchingTests
{
    private static readonly ObservedHost Pfs = Given.Host(
        Given.Pf(), Given.Pf("enp2s0f0", "0000:02:00.0") with { DeviceId = 0x1572 }, Given.Pf("eno1", "0000:03:00.0"));

    [Theory]
    [InlineData("address", "0000:02:00.0", "enp2s0f0")]
    [InlineData("netdev", "enp*", "enp1s0f0 enp2s0f0")]
    [InlineData("netdev", "fabric-a", "enp1s0f0")]
    [InlineData("device", "8086:1572", "enp2s0f0")]
    [InlineData("network", "storage", "enp2s0f0 eno1")]
    public void A_selector_means_the_PFs_that_fit(string key, string value, string names)
    {
        var host = Pfs.WithPf(Pfs.Pfs[0].Address, pf => pf.WithNetdev(netdev => netdev with { AlternativeNames = ["fabric-a"] }));
        var document = Host(Map(
            ("networks", Map(("storage", List(Map(("address", "0000:02:00.0")), Map(("netdev", "eno?")))))), ("pfs", List(Map((key, value))))));

        var matching = PfMatching.Of(document, host);

        matching.Matches.Select(match => match.Pf.Name).ShouldBe(names.Split(' '));
        matching.LeftAlone.Length.ShouldBe(3 - names.Split(' ').Length);
        matching.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void An_exact_address_wins_over_patterns()
    {
        var matching = PfMatching.Of(Host(Map(("pfs", List(Map(("netdev", "enp*"), ("vfs", "4")), Map(("address", "0000:01:00.0"), ("vfs", "2")))))), Pfs);

        matching.Problems.ShouldBeEmpty();
        matching.Matches.Select(match => (match.Pf.Name, match.Entry.Vfs)).ShouldBe([("enp1s0f0", 2), ("enp2s0f0", 4)]);
    }

    [Fact]
    public void Two_patterns_or_two_addresses_for_one_PF_are_refused()
    {
        var patterns = PfMatching.Of(Host(Map(("pfs", List(Map(("netdev", "enp1*")), Map(("device", "8086:10c9")))))), Pfs);
        var addresses = PfMatching.Of(Host(Map(("pfs", List(Map(("address", "0000:01:00.0")), Map(("address", "0000:01:00.0")))))), Pfs);

        var problem = patterns.Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe(ProblemCode.EntriesConflict);
        problem.Path.ShouldBe("pfs[1].device");
        problem.Remedy.ShouldContain("address: 0000:01:00.0");
        addresses.Problems.ShouldHaveSingleItem().Remedy.ShouldBe("keep one of the two");
    }

    [Fact]
    public void An_entry_that_means_a_PF_of_neverTouch_is_refused()
    {
        var matching = PfMatching.Of(Host(Map(("neverTouch", List(Map(("netdev", "eno*")))), ("pfs", List(Map(("netdev", "e*")))))), Pfs);

        matching.Problems.ShouldHaveSingleItem().Message.ShouldContain("eno1 (0000:03:00.0), which neverTouch names");
    }

    [Fact]
    public void A_PF_that_is_left_alone_says_why()
    {
        var matching = PfMatching.Of(Host(Map(("neverTouch", List(Map(("netdev", "eno*")))), ("pfs", List(Map(("netdev", "enp1*")))))), Pfs);

        matching.LeftAlone.Select(left => (left.Name, left.Why)).ShouldBe([("enp2s0f0", "no entry means it"), ("eno1", "neverTouch names it (netdev eno*)")]);
    }

    [Fact]
    public void An_entry_that_means_nothing_is_a_warning_and_an_error_when_it_is_required()
    {
        var optional = PfMatching.Of(Entry(("netdev", "ib*")), Pfs);
        var required = PfMatching.Of(Entry(("netdev", "ib*"), ("required", "true")), Pfs);

        optional.Problems.ShouldBeEmpty();
        optional.Warnings.ShouldHaveSingleItem().Message.ShouldEndWith("this host has no PF with netdev ib*");
        required.Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.PfUnknown);
        required.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void One_MAC_for_a_VF_of_each_of_several_PFs_is_refused() =>
        PfMatching.Of(Entry(("netdev", "enp*"), ("settings", Map(("0", Map(("mac", "52:54:00:00:00:01")))))), Pfs)
            .Problems.ShouldHaveSingleItem().Message.ShouldContain("enp1s0f0 and enp2s0f0");
}
