using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Guests;
using Vfleet.TestKit.Fleet;

namespace Vfleet.Domain.Tests.Fleet;

public sealed class VmBootRuleTests
{
    private readonly SampleFleet _fleet = new();

    [Fact]
    public void Every_problem_of_boot_disks_and_seed_is_told_at_once()
    {
        var vm = NewVm() with
        {
            Boot = new GuestBoot { Initrd = "boot/initrd", CommandLine = "quiet" },
            Disks = [new GuestDisk("/a"), new GuestDisk("/a"), new GuestDisk("b")],
            Seed = new GuestSeed { HostName = "-x", UserData = new string('x', 300_000) },
        };
        VmRule.Add(vm, _fleet.Fleet).Select(problem => (problem.Code, problem.Path)).ShouldBe(
            [
                (FleetCode.PathInvalid, "boot.initrd"),
                (FleetCode.BootNeedsKernel, "boot.initrd"),
                (FleetCode.BootNeedsKernel, "boot.commandLine"),
                (FleetCode.DiskGivenTwice, "disks[1].path"),
                (FleetCode.PathInvalid, "disks[2].path"),
                (FleetCode.SeedTooLong, "seed.userData"),
                (FleetCode.HostNameInvalid, "seed.hostName"),
            ],
            ignoreOrder: true);
    }

    [Fact]
    public void What_a_guest_is_made_of_is_fixed_from_its_start_to_its_end()
    {
        var before = NewVm() with { Disks = [new GuestDisk("/a")] };
        var after = before with { Disks = [new GuestDisk("/b")], Boot = new GuestBoot { Kernel = "/vmlinuz" } };
        VmRule.Update(before, after, _fleet.Fleet).ShouldBeEmpty();
        foreach (var status in new[] { VmStatus.Starting, VmStatus.Up, VmStatus.Stopping })
        {
            VmRule.Update(before with { Status = status }, after with { Status = status }, _fleet.Fleet).Select(problem => (problem.Code, problem.Path))
                .ShouldBe([(FleetCode.VmDefinitionFixed, "boot"), (FleetCode.VmDefinitionFixed, "disks")]);
        }
    }

    [Fact]
    public void The_CPUs_of_a_topology_are_as_many_as_the_VM_has()
    {
        var vm = NewVm() with { Cpus = 8, Topology = new CpuTopology(2, 2, 2) };
        VmRule.Add(vm, _fleet.Fleet).ShouldBeEmpty();
        foreach (var wrong in new[] { new CpuTopology(2, 2, 1), new CpuTopology(-2, -2, 2), new CpuTopology(1 << 30, 1 << 30, 8) })
        {
            VmRule.Add(vm with { Topology = wrong }, _fleet.Fleet).Select(problem => (problem.Code, problem.Path)).ShouldBe([(FleetCode.NumberOutOfRange, "topology")]);
        }

        VmRule.Update(vm with { Status = VmStatus.Up }, vm with { Status = VmStatus.Up, Topology = new CpuTopology(8, 1, 1) }, _fleet.Fleet)
            .Select(problem => (problem.Code, problem.Path)).ShouldBe([(FleetCode.VmDefinitionFixed, "topology")]);
    }

    [Fact]
    public void A_VM_is_started_from_a_disk_or_a_kernel()
    {
        StartRule.Check(NewVm()).Single().Code.ShouldBe(FleetCode.VmNotBootable);
        StartRule.Check(NewVm() with { Disks = [new GuestDisk("/a")] }).ShouldBeEmpty();
        StartRule.Check(NewVm() with { Boot = new GuestBoot { Kernel = "/vmlinuz" } }).ShouldBeEmpty();
    }

    private Vm NewVm() => new(Guid.CreateVersion7(), "boots", _fleet.Cluster.Id);
}
