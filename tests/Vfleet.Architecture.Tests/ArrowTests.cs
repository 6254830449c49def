namespace Vfleet.Architecture.Tests;

public sealed class ArrowTests
{
    public static TheoryData<string> Parts => [.. Repository.Projects().Where(path => path.StartsWith("src/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_refers_only_to_the_parts_that_it_may_know(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        Arrows.Allowed.Keys.ShouldContain(name);
        Repository.References(project).Except(Arrows.Allowed[name]).ShouldBeEmpty($"{project} knows too much");
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_compiled_part_uses_only_the_parts_that_it_may_know(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        using var assembly = new CompiledAssembly(name);
        assembly.References.ShouldContain("System.Runtime");
        assembly.References.Where(Arrows.Allowed.ContainsKey).Except(Arrows.Allowed[name]).ShouldBeEmpty($"{name} uses too much");
    }

    [Fact]
    public void The_lab_knows_no_part_but_the_primitives()
    {
        var lab = Repository.Projects().Where(path => path.StartsWith("lab/", StringComparison.Ordinal)).ToList();
        lab.ShouldNotBeEmpty();
        lab.SelectMany(Repository.References).Except(["Vfleet.Primitives", .. lab.Select(path => Path.GetFileNameWithoutExtension(path))]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Vfleet.Domain")]
    [InlineData("Vfleet.Primitives")]
    public void The_pure_core_reads_no_file_no_socket_no_clock_and_no_dice(string name)
    {
        string[] worlds = ["System.IO.", "System.Net.", "System.Diagnostics.Process", "System.Random", "System.Threading.", "System.Console"];
        string[] clocks =
        [
            "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
            "System.TimeProvider.get_System", "System.Guid.NewGuid", "System.Guid.CreateVersion7", "System.Diagnostics.Stopwatch.GetTimestamp",
        ];
        using var assembly = new CompiledAssembly(name);
        assembly.UsedTypes.Count().ShouldBeGreaterThan(10);
        assembly.UsedTypes.Where(type => worlds.Any(world => type.StartsWith(world, StringComparison.Ordinal))).ShouldBeEmpty();
        assembly.UsedMembers.Intersect(clocks).ShouldBeEmpty();

        // The compiler's iterators ask for the thread; nobody may ask for more.
        assembly.UsedMembers.Where(member => member.StartsWith("System.Environment.", StringComparison.Ordinal))
            .Except(["System.Environment.get_CurrentManagedThreadId"]).ShouldBeEmpty();
    }
}
