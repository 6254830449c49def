using Vfleet.Cli.Running;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Tests.Running;

public sealed class ExitCodesTests
{
    [Fact]
    public void Every_kind_of_problem_has_its_own_exit_code()
    {
        var kinds = Enum.GetValues<ProblemKind>();

        kinds.Select(ExitCodes.Of).ShouldBeUnique();
        kinds.Select(ExitCodes.Of).ShouldAllBe(code => code > 1 && code < 160);
    }

    [Fact]
    public void The_numbers_are_promised_to_scripts()
    {
        ExitCodes.All.Select(code => (code.Number, code.Kind)).ShouldBe(
        [
            (0, null), (1, null), (2, ProblemKind.Usage), (3, ProblemKind.NotFound), (4, ProblemKind.Refused), (5, ProblemKind.Busy),
            (6, ProblemKind.Unsupported), (7, ProblemKind.Permission), (8, ProblemKind.Failed), (9, ProblemKind.Timeout),
            (10, ProblemKind.Storage), (11, ProblemKind.Unavailable), (12, null), (20, null), (21, null), (130, ProblemKind.Cancelled), (141, null),
        ]);
    }

    [Fact]
    public void Of_several_problems_the_smallest_code_wins()
    {
        Problem Of(ProblemCode code) => new(code, "", "");

        ExitCodes.Of([Of(ProblemCode.NoPermission), Of(ProblemCode.PfUnknown), Of(ProblemCode.VfNotFree)]).ShouldBe(3);
    }
}
