using System.Text.RegularExpressions;
using System.Xml.Linq;
using Vfleet.TestKit.Sources;

namespace Vfleet.Architecture.Tests;

public sealed partial class SourceTests
{
    private const int MostLines = 400;

    [Fact]
    public void No_file_holds_two_ideas() => Repository.Sources("src", "lab", "tests", "bench")
        .Select(path => (path, Lines: SourceTree.Read(path).AsSpan().Count('\n')))
        .Where(file => file.Lines > MostLines)
        .ShouldBeEmpty($"past {MostLines} lines a file is two ideas");

    [Fact]
    public void Native_calls_stand_under_Interop_and_nowhere_else()
    {
        var native = Repository.Sources("src").Where(path => NativeCall().IsMatch(SourceTree.Read(path))).ToList();
        native.ShouldNotBeEmpty();
        native.Where(path => !path.Contains("/Interop/", StringComparison.Ordinal)).ShouldBeEmpty();
        native.Where(path => SourceTree.Read(path).Contains("[DllImport", StringComparison.Ordinal)).ShouldBeEmpty("LibraryImport only");
    }

    [Fact]
    public void Types_are_named_for_what_they_are()
    {
        var names = Repository.Sources("src", "lab").SelectMany(path => Declaration().Matches(SourceTree.Read(path)).Select(match => match.Groups["name"].Value)).ToList();
        names.Count.ShouldBeGreaterThan(100);
        names.Where(name => VagueName().IsMatch(name)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("PfHelper", true)]
    [InlineData("ManagerOfThings", true)]
    [InlineData("StringUtils", true)]
    [InlineData("Utility", true)]
    [InlineData("Utilization", false)]
    [InlineData("PfPlanner", false)]
    public void The_rule_of_names_tells_vague_ones(string name, bool vague) => VagueName().IsMatch(name).ShouldBe(vague);

    [Fact]
    public void Every_project_is_in_the_solution_and_every_entry_exists()
    {
        var listed = XDocument.Parse(SourceTree.Read("Vfleet.slnx")).Descendants("Project").Select(project => project.Attribute("Path")!.Value);
        listed.Order(StringComparer.Ordinal).ShouldBe(Repository.Projects());
    }

    [Fact]
    public void Every_library_with_code_has_a_test_project() => Repository.Projects()
        .Where(path => path.StartsWith("src/", StringComparison.Ordinal))
        .Select(path => $"tests/{Path.GetFileNameWithoutExtension(path)}.Tests/{Path.GetFileNameWithoutExtension(path)}.Tests.csproj")
        .Except(Repository.Projects())
        .ShouldBeEmpty();

    [GeneratedRegex(@"\[(LibraryImport|DllImport)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex NativeCall();

    [GeneratedRegex(@"^\s*(\w+ )*(class|record|struct|interface|enum) (struct |class )?(?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Declaration();

    [GeneratedRegex("(Helper|Manager|Util(s|ity|ities)?)(?![a-z])", RegexOptions.ExplicitCapture)]
    private static partial Regex VagueName();
}
