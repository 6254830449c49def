using Vfleet.Domain.Changes;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Host.Desired;
using Vfleet.Linux.Sysfs;
using Vfleet.TestKit.FakeSysfs;

namespace Vfleet.Host.Tests.Reading;

/// <summary>Recorded trees, opened as the program opens them.</summary>
public sealed class RecordedHostTests : IDisposable
{
    private readonly FakeHost _sysfs = new();

    public RecordedHostTests() => _sysfs.AddPf("0000:01:00.0", netdev: "enp1s0");

    public void Dispose() => _sysfs.Dispose();

    [Fact]
    public async Task A_recorded_host_is_read_and_planned_for_but_never_changed()
    {
        await using var host = HostFactory.Open(new HostOptions { Root = _sysfs.Root.Path });
        var change = new HostChange.SetPf(new FunctionSelector.ByNetdev("enp1s0")) { Vfs = 3 };

        var observed = await host.ObserveAsync(ObserveScope.All, TestContext.Current.CancellationToken);

        observed.Pfs.ShouldHaveSingleItem().Name.ShouldBe("enp1s0");
        (await host.PlanAsync(change, TestContext.Current.CancellationToken)).ShouldBeOfType<PlanResult.Ready>();
        (await host.ApplyAsync(change, null, TestContext.Current.CancellationToken))
            .ShouldBeOfType<ChangeOutcome.Refused>().Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.RecordedHost);
    }

    [Fact]
    public async Task A_document_is_planned_on_a_recorded_host()
    {
        await using var host = HostFactory.Open(new HostOptions { Root = _sysfs.Root.Path });
        var document = HostDocumentFile.Read("host.yaml", "pfs: [{ netdev: enp*, vfs: 2, settings: { 0: { vlan: 5 } } }]"u8).ShouldBeOfType<HostDocumentReading.Done>();

        var plan = DesiredPlanner.Plan(document.Host, await host.ObserveAsync(ObserveScope.All, TestContext.Current.CancellationToken), force: false);

        plan.ShouldBeOfType<HostPlanResult.Planned>().Plan.Ready.ShouldHaveSingleItem().Title.ShouldBe("change enp1s0 from 0 to 2 VFs, settings of 1 VF");
    }

    [Fact]
    public void Its_writer_refuses_everything() => new RecordedTreeWriter().Write("sys/anything", "1").ShouldBe(Errno.ReadOnly);
}
