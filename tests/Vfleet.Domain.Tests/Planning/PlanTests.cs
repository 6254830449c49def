using Vfleet.Domain.Changes;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.TestKit.Observed;
using static Vfleet.Domain.Tests.Planning.Answers;

namespace Vfleet.Domain.Tests.Planning;

public sealed class PlanTests
{
    private static readonly Plan Plan = Ready(Given.Host(Given.Pf()), SetPf() with { Vfs = 2, Driver = VfDriverChoice.Vfio });

    [Fact]
    public void Plans_that_do_the_same_are_equal_whatever_they_note()
    {
        var same = Plan with { Notes = ["by the way"], Expected = TimeSpan.FromHours(1), Steps = [.. Plan.Steps] };
        same.ShouldBe(Plan);
        same.GetHashCode().ShouldBe(Plan.GetHashCode());
    }

    [Fact]
    public void Plans_that_do_something_else_differ()
    {
        Plan.ShouldNotBe(Plan with { Steps = Plan.Steps.RemoveAt(0) });
        Plan.ShouldNotBe(Plan with { Steps = [.. Plan.Steps.Reverse()] });
        Plan.ShouldNotBe(Plan with { Title = "another" });
        Plan.ShouldNotBe(Plan with { WholePf = null });
        Plan.ShouldNotBe(Plan with { Reboot = true });
        Plan.ShouldNotBe(Plan with { Vf = new(Plan.WholePf!.Value, 0) });
    }

    [Theory]
    [InlineData(0, 60)]
    [InlineData(7, 74)]
    [InlineData(256, 572)]
    public void The_deadline_of_a_count_grows_with_the_count(int vfs, int seconds) => Duration.CountDeadline(vfs).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Drivers_that_probe_take_most_of_the_time()
    {
        var host = Given.Host(Given.Pf());
        var probed = Ready(host, SetPf() with { Vfs = 7, Driver = VfDriverChoice.Host }).Expected;
        var bare = Ready(host, SetPf() with { Vfs = 7, Driver = VfDriverChoice.None }).Expected;
        probed.ShouldBeGreaterThan(10 * bare);
    }

    [Fact]
    public void Codes_of_problems_are_unique_and_in_capitals()
    {
        var codes = typeof(ProblemCode).GetProperties().Where(property => property.GetMethod!.IsStatic)
            .Select(property => ((ProblemCode)property.GetValue(null)!).Name).ToList();
        codes.Count.ShouldBeGreaterThan(25);
        codes.ShouldBeUnique();
        codes.ShouldAllBe(name => name.All(c => char.IsAsciiLetterUpper(c) || c == '_'));
    }
}
