using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Link.Operating;

namespace Vfleet.Link.Tests.Operating;

public sealed class OperationStoreTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("vfleet-operations").FullName;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public void What_the_disk_does_not_take_is_told_all_the_same_and_written_with_what_comes_next()
    {
        var folder = new LinkFolder(_state);
        Directory.CreateDirectory(folder.Path);
        var store = new OperationStore(folder);
        var id = Guid.NewGuid();
        store.Note(new OperationReport(id, OperationState.Running, "undoing what was done", null, null));

        // A folder in the file's place: nothing can be renamed over it.
        File.Delete(folder.Operations);
        Directory.CreateDirectory(folder.Operations);
        Should.Throw<Exception>(() => store.Note(new OperationReport(id, OperationState.Failed, null, null, null))).ShouldSatisfyAllConditions(
            fault => (fault is IOException or UnauthorizedAccessException).ShouldBeTrue(fault.ToString()));
        store.Of(id)!.State.ShouldBe(OperationState.Failed);

        Directory.Delete(folder.Operations);
        store.Keep([id]);
        var next = new OperationStore(folder);
        next.Load();
        next.Of(id)!.State.ShouldBe(OperationState.Failed);
    }
}
