using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;
using Vfleet.Server.Answering;
using Vfleet.Server.Json;
using Vfleet.Server.Listing;

namespace Vfleet.Server.Resources;

/// <summary>A collection of resources that people list, add, change and remove: all of them alike.</summary>
/// <typeparam name="TWire">What is shown and sent.</typeparam>
/// <typeparam name="T">What it is in the fleet.</typeparam>
/// <param name="Path">Where it lies.</param>
/// <param name="Kind">The kind of its documents.</param>
/// <param name="Listing">What it can be sorted and filtered by.</param>
/// <param name="time">The clock.</param>
internal sealed record Collection<TWire, T>(string Path, FleetKind<T> Kind, Listing<Entry<T>> Listing, TimeProvider time)
    where TWire : class
    where T : class
{
    /// <summary>Shows one.</summary>
    public required Func<FleetState, T, TWire> ToWire { get; init; }

    /// <summary>Leaves out of what is shown what the caller may not see.</summary>
    public Func<Call, T, TWire, TWire> Cover { get; init; } = (_, _, shown) => shown;

    /// <summary>Makes one of what was sent: for a new one before is null.</summary>
    public required Func<Reading, TWire, T?, T> FromWire { get; init; }

    /// <summary>Members that only the engine sets.</summary>
    public ImmutableArray<string> ReadOnly { get; init; } = ["id"];

    /// <summary>What is done to a new one last, as giving it MAC addresses.</summary>
    public Func<Call, T, (T Made, Problem? Problem)> Finish { get; init; } = (_, item) => (item, null);

    /// <summary>Removes one, when that is more than removing its document.</summary>
    public Func<Call, Entry<T>, Task<ChangeResult<T>>>? Remove { get; init; }

    /// <summary>Told of what was changed or removed.</summary>
    public Action<T> Changed { get; init; } = _ => { };

    /// <summary>The role that it takes to see them.</summary>
    public AccessRole Sees { get; init; } = AccessRole.Viewer;

    private string Word => Kind.Word;

    /// <summary>Maps the list and the items.</summary>
    /// <param name="endpoints">Where.</param>
    public void MapReading(Endpoints endpoints)
    {
        endpoints.Map(new("GET", Path, Gate.Of(Sees), $"List: {Word}") { Gives = typeof(Api.Answers.Page<TWire>), Query = Listing.Query }, ListAsync);
        endpoints.Map(new("GET", $"{Path}/{{id}}", Gate.Of(Sees), $"Show one: {Word}") { Gives = typeof(TWire) }, ShowAsync);
    }

    /// <summary>Maps adding.</summary>
    /// <param name="endpoints">Where.</param>
    public void MapAdding(Endpoints endpoints) => endpoints.Map(
        new("POST", Path, Gate.Of(Kind.Role), $"Add one: {Word}") { Takes = typeof(TWire), Gives = typeof(TWire), Status = 201, Query = [QueryWord.DryRun] }, AddAsync);

    /// <summary>Maps changing and removing.</summary>
    /// <param name="endpoints">Where.</param>
    public void MapChanging(Endpoints endpoints)
    {
        endpoints.Map(
            new("PATCH", $"{Path}/{{id}}", Gate.Of(Kind.Role), $"Change one: {Word}") { Takes = typeof(TWire), Gives = typeof(TWire), Query = [QueryWord.DryRun] }, ChangeAsync);
        MapRemoving(endpoints);
    }

    /// <summary>Maps removing.</summary>
    /// <param name="endpoints">Where.</param>
    public void MapRemoving(Endpoints endpoints) => endpoints.Map(
        new("DELETE", $"{Path}/{{id}}", Gate.Of(Kind.Role), $"Remove one: {Word}") { Status = 204, Query = [QueryWord.DryRun] }, RemoveAsync);

    /// <summary>Maps all of it.</summary>
    /// <param name="endpoints">Where.</param>
    public void MapAll(Endpoints endpoints)
    {
        MapReading(endpoints);
        MapAdding(endpoints);
        MapChanging(endpoints);
    }

    /// <summary>The answer to a change.</summary>
    /// <param name="call">The request.</param>
    /// <param name="result">What became of it.</param>
    /// <returns>The resource, or why not.</returns>
    public Answer Shown(Call call, ChangeResult<T> result) => result is ChangeResult<T>.Done done
        ? Answer.Of(Show(call, done.Entry.Value), done.Entry.Revision)
        : ChangeAnswers.No(result);

    /// <summary>The one that the address names.</summary>
    /// <param name="call">The request.</param>
    /// <param name="refusal">Why there is none.</param>
    /// <returns>It; null when there is none.</returns>
    public Entry<T>? Named(Call call, out Answer? refusal)
    {
        var found = new Lookup(call.State, call.Caller).Find(Kind, call.Part("id"), out var problem);
        refusal = found is null ? Answer.Refuse(problem!) : null;
        return found;
    }

    /// <summary>Changes one by a merge patch.</summary>
    /// <param name="call">The request.</param>
    /// <param name="entry">What is changed.</param>
    /// <param name="patch">The patch.</param>
    /// <returns>What became of it, or what was wrong in the patch.</returns>
    public async Task<Answer> PatchAsync(Call call, Entry<T> entry, JsonObject patch)
    {
        ImmutableArray<Problem> wrong = [];
        var result = await call.Engine.Changes.UpdateAsync(
            Kind,
            Kind.Id(entry.Value),
            call.Expected,
            now =>
            {
                var (after, problems) = Merge(call, now, patch);
                wrong = problems;
                return after;
            },
            call.Caller,
            new ChangeOptions { DryRun = call.IsDryRun },
            call.Token);
        if (result is ChangeResult<T>.Done && wrong.IsEmpty && !call.IsDryRun)
        {
            Changed(entry.Value);
        }

        return !wrong.IsEmpty && result is not (ChangeResult<T>.Forbidden or ChangeResult<T>.Stale or ChangeResult<T>.NotFound)
            ? Answer.Refuse(wrong)
            : Shown(call, result);
    }

    private TWire Show(Call call, T item) => Cover(call, item, ToWire(call.State, item));

    private Task<Answer> ListAsync(Call call) => Task.FromResult(Listing.Answer(
        call.State.Of(Kind).Entries.Where(entry => call.Caller.MaySee(Kind.Place(entry.Value, call.State), call.State)),
        call.Query,
        call.State,
        entry => Show(call, entry.Value)));

    private Task<Answer> ShowAsync(Call call) =>
        Task.FromResult(Named(call, out var refusal) is { } entry ? Answer.Of(Show(call, entry.Value), entry.Revision) : refusal!);

    private async Task<Answer> AddAsync(Call call)
    {
        if (!call.TryRead<TWire>(out var sent, out var refusal))
        {
            return refusal;
        }

        var reading = new Reading(call.State, call.Caller, time.GetUtcNow());
        var item = FromWire(reading, sent, null);
        var members = ReadOnly.Length > 1 ? Wire.Tree(sent) : null;
        foreach (var member in ReadOnly.Where(member => member != "id" && members?[member] is not null))
        {
            reading.Add(Engines(member));
        }

        if (!reading.Problems.IsEmpty)
        {
            return Answer.Refuse(reading.Problems);
        }

        (item, var problem) = Finish(call, item);
        if (problem is not null)
        {
            return Answer.Refuse(problem);
        }

        return await call.Engine.Changes.AddAsync(Kind, item, call.Caller, call.IsDryRun, call.Token) switch
        {
            ChangeResult<T>.Done done when call.IsDryRun => Answer.Of(Show(call, done.Entry.Value)),
            ChangeResult<T>.Done done => Answer.Of(Show(call, done.Entry.Value), done.Entry.Revision) with
            {
                Status = 201,
                Location = $"{Path}/{Kind.Id(done.Entry.Value)}",
            },
            var other => ChangeAnswers.No(other),
        };
    }

    private async Task<Answer> ChangeAsync(Call call)
    {
        if (Named(call, out var refusal) is not { } entry || !call.TryReadPatch(out var patch, out refusal))
        {
            return refusal!;
        }

        return await PatchAsync(call, entry, patch);
    }

    private async Task<Answer> RemoveAsync(Call call)
    {
        if (Named(call, out var refusal) is not { } entry)
        {
            return refusal!;
        }

        var result = Remove is not null
            ? await Remove(call, entry)
            : await call.Engine.Changes.RemoveAsync(
                Kind, Kind.Id(entry.Value), call.Expected, call.Caller, new ChangeOptions { DryRun = call.IsDryRun }, call.Token);
        if (result is not ChangeResult<T>.Done)
        {
            return ChangeAnswers.No(result);
        }

        if (!call.IsDryRun)
        {
            Changed(entry.Value);
        }

        return new Answer.Nothing();
    }

    private (T After, ImmutableArray<Problem> Problems) Merge(Call call, T before, JsonObject patch)
    {
        var shown = Wire.Tree(ToWire(call.State, before)) as JsonObject ?? [];
        var forbidden = ReadOnly.Where(member => patch.ContainsKey(member) && !JsonNode.DeepEquals(patch[member], shown[member])).Select(Engines).ToImmutableArray();
        if (!forbidden.IsEmpty)
        {
            return (before, forbidden);
        }

        try
        {
            var reading = new Reading(call.State, call.Caller, time.GetUtcNow());
            var after = FromWire(reading, Wire.Read<TWire>(MergePatch.Apply(shown, patch))!, before);
            (after, var problem) = reading.Problems.IsEmpty ? Finish(call, after) : (after, null);
            return reading.Problems.IsEmpty && problem is null
                ? (after.Equals(before) ? before : after, [])
                : (before, problem is null ? reading.Problems : [problem]);
        }
        catch (JsonException fault)
        {
            return (before, [JsonFaults.Of(fault)]);
        }
    }

    private static Problem Engines(string member) => new(ServerCode.ReadOnly, $"{member} is set by the engine", $"leave {member} out", member);
}
