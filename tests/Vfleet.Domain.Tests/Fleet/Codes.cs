using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Tests.Fleet;

internal static class Codes
{
    /// <summary>That exactly these problems were found, each with its place.</summary>
    public static void ShouldTell(this IEnumerable<Problem> problems, params (ProblemCode Code, string Path)[] expected)
    {
        var found = problems.ToList();
        found.Select(problem => $"{problem.Code.Name} {problem.Path}")
            .ShouldBe(expected.Select(each => $"{each.Code.Name} {each.Path}"), ignoreOrder: true);
        found.ShouldAllBe(problem => problem.Message.Length > 0 && problem.Remedy.Length > 0);
    }
}
