using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Calling;

/// <summary>A collection of things that are listed, added, changed and removed: all of them alike.</summary>
/// <typeparam name="T">What they are.</typeparam>
/// <param name="Path">Where it is, as <c>/networks</c>.</param>
/// <param name="List">The tag of the list.</param>
/// <param name="Item">The tag of an item.</param>
/// <param name="Kind">The kind of its documents.</param>
internal sealed record Entities<T>(string Path, string List, string Item, FleetKind<T> Kind)
    where T : class
{
    /// <summary>Whether it can be searched.</summary>
    public bool IsSearchable { get; init; }

    /// <summary>Shows one.</summary>
    public required Func<OvirtCall, T, Element> Show { get; init; }

    /// <summary>Makes one of what was sent: for a new one before is null. What is wrong is noted in the reading. Null where nothing is made.</summary>
    public Func<OvirtCall, ElementReading, T?, T>? Read { get; init; }

    /// <summary>Done when one was added.</summary>
    public Func<OvirtCall, ElementReading, T, Task> Added { get; init; } = (_, _, _) => Task.CompletedTask;

    /// <summary>Done before one is removed; null when it may be.</summary>
    public Func<OvirtCall, T, Task<OvirtAnswer?>> Removing { get; init; } = (_, _) => Task.FromResult<OvirtAnswer?>(null);

    /// <summary>The routes of the list and its items.</summary>
    /// <returns>They.</returns>
    public IEnumerable<OvirtRoute> Reading() =>
    [
        new("GET", Path, AccessRole.Viewer, call => Task.FromResult(Listed(call, call.All(Kind)))) { Item = Item, IsSearchable = IsSearchable },
        new("GET", $"{Path}/{{id}}", AccessRole.Viewer, call => Task.FromResult(Shown(call, call.Find(Kind, "id")))),
        new("GET", $"{Path}/{{id}}/permissions", AccessRole.Viewer, call => Task.FromResult(
            call.Find(Kind, "id") is null ? OvirtAnswer.NotFound() : OvirtAnswer.Of(Refs.List("permissions", [])))) { Item = "permission" },
    ];

    /// <summary>All routes.</summary>
    /// <returns>They.</returns>
    public IEnumerable<OvirtRoute> All() =>
    [
        .. Reading(),
        new("POST", Path, Kind.Role, AddAsync),
        new("PUT", $"{Path}/{{id}}", Kind.Role, call => ChangeAsync(call, call.Find(Kind, "id"))),
        new("DELETE", $"{Path}/{{id}}", Kind.Role, call => RemoveAsync(call, call.Find(Kind, "id"))),
    ];

    /// <summary>A list of some.</summary>
    /// <param name="call">The request.</param>
    /// <param name="items">They.</param>
    /// <returns>The answer.</returns>
    public OvirtAnswer Listed(OvirtCall call, IEnumerable<T> items) => OvirtAnswer.Of(Refs.List(List, items.Select(item => Show(call, item))));

    /// <summary>One.</summary>
    /// <param name="call">The request.</param>
    /// <param name="item">It; null for none.</param>
    /// <returns>The answer.</returns>
    public OvirtAnswer Shown(OvirtCall call, T? item) => item is null ? OvirtAnswer.NotFound() : OvirtAnswer.Of(Show(call, item));

    /// <summary>Adds one.</summary>
    /// <param name="call">The request.</param>
    /// <returns>The answer.</returns>
    public async Task<OvirtAnswer> AddAsync(OvirtCall call)
    {
        var reading = new ElementReading(call.Body);
        var item = Read!(call, reading, null);
        if (reading.Fault is { } fault)
        {
            return fault;
        }

        var result = await call.Engine.Changes.AddAsync(Kind, item, call.Caller, dryRun: false, call.Token);
        if (result is not ChangeResult<T>.Done done)
        {
            return Refusals.Of(result);
        }

        await Added(call, reading, done.Entry.Value);
        return OvirtAnswer.Made(Show(call, done.Entry.Value));
    }

    /// <summary>Changes one.</summary>
    /// <param name="call">The request.</param>
    /// <param name="item">It; null for none.</param>
    /// <param name="change">What is done to it; null for what the body says.</param>
    /// <returns>The answer: it, as it is then.</returns>
    public async Task<OvirtAnswer> ChangeAsync(OvirtCall call, T? item, Func<T, T>? change = null)
    {
        if (item is null)
        {
            return OvirtAnswer.NotFound();
        }

        if (change is null && call.Body.Id is { Length: > 0 } id && id != Kind.Id(item))
        {
            return OvirtAnswer.Refuse(409, "Broken immutability constraint", $"[the id of a {Item} cannot change: leave it out]");
        }

        OvirtAnswer.Fault? wrong = null;
        var result = await call.Engine.Changes.UpdateAsync(
            Kind,
            Kind.Id(item),
            null,
            now =>
            {
                if (change is not null)
                {
                    return change(now);
                }

                var reading = new ElementReading(call.Body);
                var after = Read!(call, reading, now);
                wrong = reading.Fault;
                return wrong is not null || after.Equals(now) ? now : after;
            },
            call.Caller,
            ChangeOptions.Usual,
            call.Token);
        return wrong ?? (result is ChangeResult<T>.Done done ? OvirtAnswer.Of(Show(call, done.Entry.Value)) : Refusals.Of(result));
    }

    /// <summary>Removes one.</summary>
    /// <param name="call">The request.</param>
    /// <param name="item">It; null for none.</param>
    /// <returns>The answer: 200, for clients take nothing else.</returns>
    public async Task<OvirtAnswer> RemoveAsync(OvirtCall call, T? item)
    {
        if (item is null)
        {
            return OvirtAnswer.NotFound();
        }

        if (await Removing(call, item) is { } refused)
        {
            return refused;
        }

        var result = await call.Engine.Changes.RemoveAsync(Kind, Kind.Id(item), null, call.Caller, ChangeOptions.Usual, call.Token);
        return result is ChangeResult<T>.Done ? new OvirtAnswer.Empty() : Refusals.Of(result);
    }
}
