using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;

namespace Vfleet.Compat.Ovirt.Overview;

/// <summary>Long work, as oVirt's jobs: where what an action began is followed.</summary>
internal static class JobRoutes
{
    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public static IEnumerable<OvirtRoute> Routes() =>
    [
        new("GET", "/jobs", AccessRole.Viewer, List) { Item = "job" },
        new("GET", "/jobs/{id}", AccessRole.Viewer, Show),
    ];

    private static Task<OvirtAnswer> List(OvirtCall call) => Task.FromResult(OvirtAnswer.Of(
        new Element("jobs") { IsList = true }.AddAll(call.All(FleetKinds.Operations).OrderByDescending(operation => operation.Created).Select(Of))));

    private static Task<OvirtAnswer> Show(OvirtCall call) =>
        Task.FromResult(call.Find(FleetKinds.Operations, "id") is { } operation ? OvirtAnswer.Of(Of(operation)) : OvirtAnswer.NotFound());

    private static Element Of(FleetOperation operation)
    {
        var id = FleetKinds.Text(operation.Id);
        var job = new Element("job") { Id = id, Href = $"{OvirtRoute.Root}/jobs/{id}" }
            .Add("description", operation.Progress is { } progress ? $"{operation.Kind}: {progress}" : operation.Kind)
            .Add("auto_cleared", true)
            .Add("external", false)
            .Add("last_updated", operation.Updated)
            .Add("start_time", operation.Created)
            .Add("status", operation.State switch
            {
                WorkState.Done => "finished",
                WorkState.Failed => "failed",
                WorkState.Cancelled => "aborted",
                _ => "started",
            });
        return operation.IsOver ? job.Add("end_time", operation.Updated) : job;
    }
}
