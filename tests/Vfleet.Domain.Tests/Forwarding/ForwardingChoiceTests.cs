using Vfleet.Domain.Desired;
using Vfleet.Domain.Forwarding;
using Vfleet.Domain.Problems;
using Vfleet.TestKit.Observed;
using static Vfleet.Domain.Tests.Desired.Written;

namespace Vfleet.Domain.Tests.Forwarding;

public sealed class ForwardingChoiceTests
{
    [Fact]
    public void Without_a_word_in_the_document_guests_are_forwarded()
    {
        Of(new DesiredHost()).ShouldBe((ForwardingPolicy.Guests, ""));
        Of(Entry(("netdev", "enp1s0f0"), ("vfs", "4"))).ShouldBe((ForwardingPolicy.Guests, ""));
    }

    [Fact]
    public void The_document_says_none_with_its_line() =>
        Of(Entry(("netdev", "enp1s0f0"), ("forward", "none"))).ShouldBe((ForwardingPolicy.None, "the document does not want it (forward: none, host.yaml line 4)"));

    [Fact]
    public void A_PF_of_others_and_one_that_is_never_touched_are_left_alone()
    {
        Of(Entry(("netdev", "enp1s0f0"), ("ownership", "external")))
            .ShouldBe((ForwardingPolicy.None, "it belongs to others (ownership: external, host.yaml line 4)"));
        Of(Host(Map(("neverTouch", List(Map(("netdev", "enp1*"))))))).ShouldBe((ForwardingPolicy.None, "neverTouch names it (host.yaml line 6)"));
    }

    [Fact]
    public void The_entry_with_the_exact_address_counts()
    {
        var document = Host(Map(("pfs", List(
            Map(("netdev", "enp1*"), ("forward", "none")), Map(("address", "0000:01:00.0"), ("forwardAddresses", List("52:54:00:00:00:02", "52:54:00:00:00:01")))))));
        var choice = ForwardingChoice.Of(document, Given.Pf());

        choice.Policy.ShouldBe(ForwardingPolicy.Guests);
        choice.Named.Select(address => $"{address.Mac} {address.Owner}").ShouldBe(
            ["52:54:00:00:00:01 named in host.yaml line 9", "52:54:00:00:00:02 named in host.yaml line 9"]);
    }

    [Fact]
    public void Addresses_that_make_no_sense_are_told_each_in_its_place()
    {
        var problems = EntryProblems(
            ("netdev", "enp1s0f0"), ("forwardAddresses", List("52:54:00:00:00:01", "x", "01:00:5e:00:00:01", "52:54:00:00:00:01", "00:00:00:00:00:00")));

        problems.Select(problem => (problem.Path, problem.Code)).ShouldBe(
        [
            ("pfs[0].forwardAddresses[1]", ProblemCode.MacInvalid),
            ("pfs[0].forwardAddresses[2]", ProblemCode.MacInvalid),
            ("pfs[0].forwardAddresses[3]", ProblemCode.MacDuplicate),
            ("pfs[0].forwardAddresses[4]", ProblemCode.MacInvalid),
        ]);
    }

    [Fact]
    public void Keys_that_contradict_each_other_are_refused()
    {
        EntryProblems(("netdev", "enp1s0f0"), ("forward", "none"), ("forwardAddresses", List("52:54:00:00:00:01")))
            .ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.OptionsConflict);
        EntryProblems(("netdev", "enp1s0f0"), ("ownership", "external"), ("forward", "guests")).ShouldHaveSingleItem().Path.ShouldBe("pfs[0].forward");
        EntryProblems(("netdev", "enp1s0f0"), ("forward", "all")).ShouldHaveSingleItem().Path.ShouldBe("pfs[0].forward");
    }

    private static (ForwardingPolicy, string) Of(DesiredHost desired)
    {
        var choice = ForwardingChoice.Of(desired, Given.Pf());
        return (choice.Policy, choice.Because);
    }
}
