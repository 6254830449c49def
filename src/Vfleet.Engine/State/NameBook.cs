using System.Collections.Concurrent;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Documents;

namespace Vfleet.Engine.State;

/// <summary>Who has which name.</summary>
internal sealed class NameBook(IFleetView view)
{
    private readonly ConcurrentDictionary<string, string> _owners = new(StringComparer.Ordinal);

    public string? OwnerOf(string name) => _owners.TryGetValue(name, out var owner) ? owner : null;

    public void Add<T>(FleetKind<T> kind, IEnumerable<T> items)
        where T : class
    {
        foreach (var item in items)
        {
            Change(kind, null, item);
        }
    }

    public void Change<T>(FleetKind<T> kind, T? before, T? after)
        where T : class
    {
        var kept = after is null ? [] : kind.Names(after, view).ToList();
        if (before is not null)
        {
            var owner = kind.Id(before);
            foreach (var name in kind.Names(before, view))
            {
                // The name may have another owner by now: then it is not ours to give back.
                if (!kept.Contains(name))
                {
                    _owners.TryRemove(new KeyValuePair<string, string>(name, owner));
                }
            }
        }

        foreach (var name in kept)
        {
            _owners[name] = kind.Id(after!);
        }
    }
}
