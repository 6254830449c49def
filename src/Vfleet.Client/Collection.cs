using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Vfleet.Api.Answers;

namespace Vfleet.Client;

/// <summary>A collection of an engine. A resource is named by its id, or by its name where only one has it.</summary>
/// <typeparam name="T">Type of the resources.</typeparam>
public sealed class Collection<T>
{
    private const int MostTries = 3;

    private readonly EngineTransport _transport;
    private readonly string _path;

    internal Collection(EngineTransport transport, string path) => (_transport, _path) = (transport, path);

    /// <summary>Lists resources, asking for further pages as they are needed.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="EngineException">The engine does not answer, or says no.</exception>
    public async IAsyncEnumerable<T> ListAsync(Query query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            var page = await PageAsync(query, after, cancellationToken);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            after = page.Next;
        }
        while (after is not null);
    }

    /// <summary>One page.</summary>
    /// <param name="query">Which resources.</param>
    /// <param name="after">Where the page before ended; null for the first.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Page<T>> PageAsync(Query query, string? after, CancellationToken cancellationToken)
    {
        using var response = await _transport.SendAsync(EngineCall.Get(_path + query.ToText(after)), cancellationToken);
        return await EngineAnswer.ReadAsync<Page<T>>(_transport.Options.Address, response, cancellationToken);
    }

    /// <summary>One resource.</summary>
    /// <param name="key">Its id or name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<Tagged<T>> GetAsync(string key, CancellationToken cancellationToken) => SendAsync(EngineCall.Get(Item(key)), cancellationToken);

    /// <summary>Adds a resource.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="dryRun">Whether only to say what would be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>It as it is, or would be.</returns>
    public Task<Tagged<T>> AddAsync(T resource, bool dryRun, CancellationToken cancellationToken) =>
        SendAsync(EngineCall.Post(_path + DryRun(dryRun), resource, WireType.Of<T>()), cancellationToken);

    /// <summary>Changes a resource.</summary>
    /// <param name="key">Its id or name.</param>
    /// <param name="change">The members to change; null removes one.</param>
    /// <param name="tag">The state that it is a change of; null for any.</param>
    /// <param name="dryRun">Whether only to say what would be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<Tagged<T>> ChangeAsync(string key, JsonObject change, string? tag, bool dryRun, CancellationToken cancellationToken) =>
        SendAsync(EngineCall.Patch(Item(key) + DryRun(dryRun), change, tag), cancellationToken);

    /// <summary>Reads a resource and changes it; when others change it in between, does both again, at most three times.</summary>
    /// <param name="key">Its id or name.</param>
    /// <param name="change">The members to change, given what the resource is.</param>
    /// <param name="dryRun">Whether only to say what would be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Tagged<T>> ReviseAsync(string key, Func<T, JsonObject> change, bool dryRun, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (value, tag) = await GetAsync(key, cancellationToken);
            try
            {
                return await ChangeAsync(key, change(value), tag, dryRun, cancellationToken);
            }
            catch (EngineException exception) when (attempt < MostTries && exception.Problem is EngineProblem.Refused { Status: 412 })
            {
                // Somebody was faster.
            }
        }
    }

    /// <summary>Removes a resource.</summary>
    /// <param name="key">Its id or name.</param>
    /// <param name="dryRun">Whether only to say whether it could be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RemoveAsync(string key, bool dryRun, CancellationToken cancellationToken)
    {
        using var response = await _transport.SendAsync(new EngineCall(HttpMethod.Delete, Item(key) + DryRun(dryRun)), cancellationToken);
    }

    /// <summary>Does something with a resource that has a word of its own, as <c>maintenance</c> of a host.</summary>
    /// <param name="key">Its id or name.</param>
    /// <param name="word">The word.</param>
    /// <param name="dryRun">Whether only to say what would be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<Tagged<T>> ActAsync(string key, string word, bool dryRun, CancellationToken cancellationToken) =>
        SendAsync(EngineCall.Post($"{Item(key)}/{word}{DryRun(dryRun)}"), cancellationToken);

    /// <summary>Where a resource lies.</summary>
    /// <param name="key">Its id or name.</param>
    internal string Item(string key) => $"{_path}/{Uri.EscapeDataString(key)}";

    /// <summary>The query that makes a change one on paper.</summary>
    /// <param name="dryRun">Whether it is one.</param>
    internal static string DryRun(bool dryRun) => dryRun ? "?dryRun=true" : "";

    private async Task<Tagged<T>> SendAsync(EngineCall call, CancellationToken cancellationToken)
    {
        using var response = await _transport.SendAsync(call, cancellationToken);
        var value = await EngineAnswer.ReadAsync<T>(_transport.Options.Address, response, cancellationToken);
        return new Tagged<T>(value, response.Headers.ETag?.ToString());
    }
}
