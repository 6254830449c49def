using System.Text;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Host.Desired;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Host.Tests.Desired;

/// <summary>Documents on a host whose sysfs, netlink and libvirt are fakes that know of each other.</summary>
public sealed class ConformTests
{
    private const string Seven = """
        pfs:
          - netdev: enp1s0
            vfs: 7
            driver: vfio
            mtu: 9000
            settings:
              0-3: { vlan: 100, trust: true }
              5: { mac: 52:54:00:12:34:56, maxRate: 100 }
        """;

    [Fact]
    public async Task A_host_becomes_what_its_document_says_and_a_second_time_nothing_is_to_do()
    {
        await using var rig = new Rig(vfs: 2);

        var outcome = await ApplyAsync(rig, Seven);

        outcome.ShouldBeOfType<ChangeOutcome.Done>();
        rig.Link.Mtu.ShouldBe(9000);
        rig.Link.Vfs.Count.ShouldBe(7);
        rig.Link.Vfs.Take(4).ShouldAllBe(vf => vf.Vlan.Id == 100 && vf.Trust == true);
        rig.Link.Vfs[5].Mac.ShouldBe(MacAddress.Parse("52:54:00:12:34:56"));
        Enumerable.Range(0, 7).Select(index => rig.Sysfs.DriverOf(Rig.VfAddress(index))).ShouldAllBe(driver => driver == "vfio-pci");
        var before = rig.Fingerprint();
        (await PlanAsync(rig, Seven)).IsPending.ShouldBeFalse();
        (await ApplyAsync(rig, Seven)).ShouldBeOfType<ChangeOutcome.Nothing>();
        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task A_failure_at_any_write_puts_everything_back()
    {
        for (var step = 1; ; step++)
        {
            await using var rig = new Rig(vfs: 0);
            var (before, mtu) = (rig.Fingerprint(), rig.Link.Mtu);
            rig.Kernel.FailStep(step, Errno.InputOutput);

            if (await ApplyAsync(rig, Seven) is not ChangeOutcome.Failed failed)
            {
                step.ShouldBeGreaterThan(8);
                return;
            }

            failed.Left.ShouldBeEmpty();
            rig.Fingerprint().ShouldBe(before, $"after a failure of write {step}");
            rig.Link.Mtu.ShouldBe(mtu);
        }
    }

    [Fact]
    public async Task An_MTU_beyond_the_driver_is_refused_with_its_range_and_undone()
    {
        await using var rig = new Rig(vfs: 0);
        rig.Link.MaxMtu = 2000;

        var failed = (await ApplyAsync(rig, Seven)).ShouldBeOfType<ChangeOutcome.Failed>();

        failed.Problem.Remedy.ShouldBe("give an MTU from 68 to 2000");
        rig.Link.Mtu.ShouldBe(1500);
        rig.Link.Vfs.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_VF_of_a_guest_keeps_its_settings()
    {
        await using var rig = new Rig(vfs: 3);
        await rig.DoAsync(Rig.Attach(Rig.Vf(1), new VfSettings { Vlan = new VlanTag(55) }));

        var done = (await ApplyAsync(rig, "pfs: [{ netdev: enp1s0, settings: { 0-2: { vlan: 7 } } }]")).ShouldBeOfType<ChangeOutcome.Done>();

        rig.Link.Vfs.Select(vf => vf.Vlan.Id).ShouldBe([(ushort)7, (ushort)55, (ushort)7]);
        done.Notes.ShouldContain("left alone: enp1s0/1 (guest web1)");
    }

    [Fact]
    public async Task After_any_document_was_applied_planning_again_yields_nothing()
    {
        var random = new Random(7);
        var changed = 0;
        for (var round = 0; round < 60; round++)
        {
            await using var rig = new Rig(vfs: random.Next(5), vfDriver: random.Next(2) == 0 ? "vfio-pci" : null);
            var yaml = Drawn(random);
            if (await ApplyAsync(rig, yaml) is not ChangeOutcome.Done done)
            {
                continue;
            }

            changed++;
            (await PlanAsync(rig, yaml)).Pfs.ShouldHaveSingleItem().Result.ShouldBeOfType<PlanResult.Nothing>($"round {round}: {yaml} {done.Plan.Title}");
        }

        changed.ShouldBeGreaterThan(30);
    }

    [Fact]
    public async Task A_kept_plan_is_refused_when_the_document_or_the_host_has_changed()
    {
        await using var rig = new Rig(vfs: 2);
        using var folder = new TemporaryFolder();
        var (file, reading) = (Path.Join(folder.Path, "plan.json"), Read(Seven));
        var observed = await rig.Host.ObserveAsync(ObserveScope.All, TestContext.Current.CancellationToken);
        var plan = await PlanAsync(rig, Seven);
        PlanFile.Of(plan, observed, "host.yaml", reading.Digest, force: false, DateTimeOffset.UnixEpoch).Write(file).ShouldBeNull();

        var kept = PlanFile.Read(file, out var problem).ShouldNotBeNull(problem?.Message);
        kept.Stale(plan, observed, reading.Digest).ShouldBeEmpty();
        kept.Stale(plan, observed, Read(Seven + "\n").Digest).ShouldHaveSingleItem().Message.ShouldContain("host.yaml has changed since the plan was made");

        rig.Link.Vfs[1].Trust = true;
        var now = await rig.Host.ObserveAsync(ObserveScope.All, TestContext.Current.CancellationToken);
        var stale = kept.Stale(await PlanAsync(rig, Seven), now, reading.Digest).ShouldHaveSingleItem();
        stale.Code.ShouldBe(ProblemCode.PlanStale);
        stale.Message.ShouldContain("enp1s0 has changed since the plan was made: VF 1 was");

        // Also under the lock, when it changes after the first look.
        var pinned = kept.Pinned(plan).Pfs[0];
        (await rig.ApplyAsync(pinned.Change)).ShouldBeOfType<ChangeOutcome.Refused>().Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.PlanStale);
    }

    [Theory]
    [InlineData("", "is no plan of vfleet")]
    [InlineData("null", "another version")]
    [InlineData("{}", "is no plan of vfleet")]
    [InlineData("""{"version":2,"made":"2026-01-01T00:00:00Z","document":"d","documentDigest":"","force":false,"pfs":[]}""", "another version")]
    [InlineData("""{"version":1,"made":"2026-01-01T00:00:00Z","document":"d","documentDigest":"","force":false,"pfs":null}""", "is no plan of vfleet")]
    public void A_file_that_is_no_plan_is_refused(string content, string why)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Join(folder.Path, "plan.json");
        File.WriteAllText(path, content);

        PlanFile.Read(path, out var problem).ShouldBeNull();

        problem!.Message.ShouldContain(why);
    }

    private static string Drawn(Random random)
    {
        var parts = new List<string> { "netdev: enp1s0" };
        void Maybe(string part)
        {
            if (random.Next(2) == 0)
            {
                parts.Add(part);
            }
        }

        var vfs = random.Next(6);
        Maybe($"vfs: {vfs}");
        Maybe($"driver: {(random.Next(2) == 0 ? "vfio" : "none")}");
        Maybe($"mtu: {random.Next(1500, 9000)}");
        Maybe($"up: {(random.Next(2) == 0 ? "true" : "false")}");
        if (vfs > 1 && parts.Contains($"vfs: {vfs}"))
        {
            Maybe($"settings: {{ 0-{vfs - 2}: {{ vlan: {random.Next(4095)}, trust: {(random.Next(2) == 0 ? "true" : "false")} }}, "
                + $"{vfs - 1}: {{ mac: 52:54:00:00:00:{random.Next(16, 99)}, spoofCheck: false, maxRate: {random.Next(1000)} }} }}");
        }

        return $"pfs: [{{ {string.Join(", ", parts)} }}]";
    }

    private static HostDocumentReading.Done Read(string yaml) =>
        HostDocumentFile.Read("host.yaml", Encoding.UTF8.GetBytes(yaml)).ShouldBeOfType<HostDocumentReading.Done>();

    private static async Task<HostPlan> PlanAsync(Rig rig, string yaml) => DesiredPlanner
        .Plan(Read(yaml).Host, await rig.Host.ObserveAsync(ObserveScope.All, TestContext.Current.CancellationToken), force: false)
        .ShouldBeOfType<HostPlanResult.Planned>().Plan;

    private static async Task<ChangeOutcome> ApplyAsync(Rig rig, string yaml) =>
        await rig.ApplyAsync((await PlanAsync(rig, yaml)).Pfs.ShouldHaveSingleItem().Change);
}
