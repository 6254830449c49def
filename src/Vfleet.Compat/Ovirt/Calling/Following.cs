using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Compat.Ovirt.Searching;
using Vfleet.Domain.Problems;

namespace Vfleet.Compat.Ovirt.Calling;

/// <summary>Puts what links lead to in their place (<c>follow=nics,disk_attachments.disk</c>), as oVirt does since 4.2: one request instead of many.</summary>
/// <param name="routes">What answers the links.</param>
internal sealed class Following(RouteTable routes)
{
    private const int Longest = 500;
    private const int Deepest = 5;
    private const int MostLinks = 20_000;

    /// <summary>Follows links.</summary>
    /// <param name="call">The request.</param>
    /// <param name="root">The answer.</param>
    /// <param name="isList">Whether it is a list: links of its items are followed.</param>
    /// <param name="follow">Which: names parted by commas, those within what they lead to by dots.</param>
    /// <returns>The answer with them, or why not.</returns>
    public async Task<OvirtAnswer> FollowAsync(OvirtCall call, Element root, bool isList, string follow)
    {
        if (follow.Length > Longest || follow.Split(',').Any(path => path.Count(letter => letter == '.') >= Deepest))
        {
            return Refusals.Of(new Problem(ProblemCode.OutOfRange, "too many links are to be followed", $"send at most {Longest} letters, {Deepest} names deep", "follow"));
        }

        var wanted = new Wanted();
        foreach (var path in follow.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = wanted;
            foreach (var name in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
            {
                at = at.Under.TryGetValue(name, out var known) ? known : at.Under[name] = new Wanted();
            }
        }

        var count = new Count();
        var followed = isList ? await EachAsync(call, root, root.Name, wanted, count) : await OneAsync(call, root, root.Name, wanted, count);
        return count.Links <= MostLinks
            ? OvirtAnswer.Of(followed)
            : Refusals.Of(new Problem(ProblemCode.OutOfRange, $"more than {MostLinks} links would be followed", "ask for fewer items: search for some, or take them page by page", "follow"));
    }

    private async Task<Element> EachAsync(OvirtCall call, Element list, string name, Wanted wanted, Count count)
    {
        var made = new Element(name) { Id = list.Id, Href = list.Href, IsList = true };
        foreach (var item in list.Children)
        {
            made.Add(await OneAsync(call, item, item.Name, wanted, count));
        }

        return made;
    }

    private async Task<Element> OneAsync(OvirtCall call, Element item, string name, Wanted wanted, Count count)
    {
        if (wanted.Under.Count == 0 && name == item.Name)
        {
            return item;
        }

        var made = new Element(name) { Id = item.Id, Href = item.Href, Rel = item.Rel, Text = item.Text, IsList = item.IsList };
        foreach (var child in item.Children)
        {
            var link = child.Name == "link" ? child.Rel : child.Name;
            made.Add(link is not null && child.Href is { } href && wanted.Under.TryGetValue(link, out var under)
                ? await LedToAsync(call, link, href, under, count) ?? child
                : child);
        }

        return made;
    }

    private async Task<Element?> LedToAsync(OvirtCall call, string name, string href, Wanted under, Count count)
    {
        call.Token.ThrowIfCancellationRequested();
        if (++count.Links > MostLinks
            || !href.StartsWith(OvirtRoute.Root, StringComparison.Ordinal)
            || routes.Find("GET", Decoded(href[OvirtRoute.Root.Length..])) is not { Route: { } route } match
            || !call.Caller.MaySomewhere(route.Role))
        {
            return null;
        }

        var inner = new OvirtCall(call.Http, call.Engine, call.Caller, call.Token)
        {
            Parts = match.Parts,
            Search = SearchText.All,
            AllContent = call.AllContent,
            IsAsync = false,
            NeedsElements = true,
        };
        return await route.Handler(inner) is OvirtAnswer.Document { Status: 200, Root: var found }
            ? found.IsList ? await EachAsync(call, found, name, under, count) : await OneAsync(call, found, name, under, count)
            : null;
    }

    private static string Decoded(string path) =>
        string.Join('/', path.Split('/').Select(segment => Uri.UnescapeDataString(segment).Replace("/", "%2F", StringComparison.Ordinal)));

    private sealed class Wanted
    {
        public Dictionary<string, Wanted> Under { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Count
    {
        public int Links { get; set; }
    }
}
