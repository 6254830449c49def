using Vfleet.Lab.Hosts;
using Vfleet.Lab.Processes;
using Vfleet.Lab.Variants;

namespace Vfleet.Lab.Tests;

public sealed class LabOptionsTests
{
    [Theory]
    [InlineData("", 1, 2)]
    [InlineData("eightlet", 1, 2)]
    [InlineData("1lab", 1, 2)]
    [InlineData("La", 1, 2)]
    [InlineData("a/b", 1, 2)]
    [InlineData("lab", 0, 2)]
    [InlineData("lab", 10, 2)]
    [InlineData("lab", 1, 0)]
    [InlineData("lab", 1, 5)]
    public async Task What_is_out_of_range_is_refused_before_anything_is_made(string name, int hosts, int pfs)
    {
        await Should.ThrowAsync<ArgumentException>(() => RunningLab.StartAsync(new LabOptions(name) { Hosts = hosts, PfsPerHost = pfs }));
        if (name.Length > 0)
        {
            RunningLab.Find(name)?.Hosts.Length.ShouldNotBe(hosts);
        }
    }

    [Fact]
    public async Task A_lab_whose_program_died_is_ended_by_the_next_start_and_others_are_left()
    {
        LabTests.SkipWithoutLab();
        var stop = TestContext.Current.CancellationToken;
        var self = ProcessIdentity.Of(Environment.ProcessId)!;
        LabState State(string name, ProcessIdentity? owner) =>
            new(name, LabVariants.Standard.Name, new("base", "image"), 2, KeepDisks: false, owner, []);
        LabState[] states = [State("orphan", self with { StartTicks = 1 }), State("alive", self), State("person", owner: null)];
        try
        {
            foreach (var state in states)
            {
                Directory.CreateDirectory(LabPaths.StateOf(state.Name));
                state.Write();
            }

            await RunningLab.EndOrphansAsync(stop);

            states.Select(state => LabState.Read(state.Name) is not null).ShouldBe([false, true, true]);
        }
        finally
        {
            foreach (var name in states.Select(state => state.Name).Where(name => RunningLab.Find(name) is not null))
            {
                await RunningLab.Find(name)!.EndAsync(stop);
            }
        }
    }

    [Fact]
    public void A_lab_that_does_not_run_is_not_found() => RunningLab.Find("nolab").ShouldBeNull();
}
