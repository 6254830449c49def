using Vfleet.Domain.Fleet;
using Vfleet.Engine.Access;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Engine.State;
using Vfleet.Storage;

namespace Vfleet.Engine.Tests.Hosts;

public sealed class DesiredBoardTests
{
    private static readonly Guid s_host = Guid.CreateVersion7();

    [Fact]
    public void Who_hears_of_a_generation_finds_all_that_belongs_to_it()
    {
        var watcher = new Looking();
        var state = new FleetState(watcher);
        watcher.State = state;
        var operation = new FleetOperation(Guid.CreateVersion7(), FleetOperation.StopVm, "engine", default) { HostId = s_host, IsReady = true };

        // Desired first, as where a place is given up before what clears the host is begun.
        var commit = new FleetCommit(state);
        commit.Desire(s_host);
        commit.Write(FleetKinds.Operations, null, operation, 0);
        commit.Apply(new CommitOutcome.Done(7, []));

        watcher.Seen.ShouldBe([1]);
    }

    /// <summary>Counts the host's operations when what is desired of it changes.</summary>
    private sealed class Looking : IStateWatcher
    {
        public FleetState? State { get; set; }

        public List<int> Seen { get; } = [];

        public void Changing(Entry<Cluster>? before, Entry<Cluster>? after) => Never();

        public void Changing(Entry<Network>? before, Entry<Network>? after) => Never();

        public void Changing(Entry<VnicProfile>? before, Entry<VnicProfile>? after) => Never();

        public void Changing(Entry<FleetHost>? before, Entry<FleetHost>? after) => Never();

        public void Changing(Entry<HostInventory>? before, Entry<HostInventory>? after) => Never();

        public void Changing(Entry<VfsConfiguration>? before, Entry<VfsConfiguration>? after) => Never();

        public void Changing(Entry<Vm>? before, Entry<Vm>? after) => Never();

        public void Changed(ApiToken? before, ApiToken? after) => Never();

        public void Changed(DesiredMark? before, DesiredMark? after) => Seen.Add(State!.Operations.Values.Count);

        public void Changed(StoredClaim claim) => Never();

        public void Changed(StoredUse use) => Never();

        private static void Never() => throw new InvalidOperationException("nothing else changes");
    }
}
