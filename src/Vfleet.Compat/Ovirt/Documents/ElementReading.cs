using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Domain.Problems;

namespace Vfleet.Compat.Ovirt.Documents;

/// <summary>What names another thing in a document: by its id, its name, or both. An empty element names nothing.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct OvirtReference(Guid? Id, string? Name)
{
    /// <summary>Whether it names nothing.</summary>
    public bool IsEmpty => Id is null && Name is null;

    /// <inheritdoc/>
    public override string ToString() => Id?.ToString("D") ?? Name ?? "";
}

/// <summary>Reads what was sent, and collects everything that is wrong with it. What is not asked for is passed over: clients send what they once got.</summary>
/// <param name="root">The document's root.</param>
internal sealed class ElementReading(Element root)
{
    private const int LongestText = 4096;
    private readonly ImmutableArray<Problem>.Builder _problems = ImmutableArray.CreateBuilder<Problem>();
    private string? _incomplete;

    /// <summary>The document's root.</summary>
    public Element Root => root;

    /// <summary>What is wrong, as the answer to it; null when nothing is.</summary>
    public OvirtAnswer.Fault? Fault
    {
        get
        {
            if (_problems.Count == 0)
            {
                return null;
            }

            var fault = Refusals.Of(_problems.ToImmutable()) with { IsUntouched = true };
            return _incomplete is null ? fault : fault with { Reason = "Incomplete parameters", Detail = _incomplete, Status = 400 };
        }
    }

    /// <summary>Notes a problem.</summary>
    /// <param name="problem">The problem.</param>
    public void Add(Problem problem) => _problems.Add(problem);

    /// <summary>Whether an element was sent, empty or not.</summary>
    /// <param name="path">Its tags, parted by <c>/</c>.</param>
    /// <returns>Whether it was.</returns>
    public bool Has(string path) => root.Find(path) is not null;

    /// <summary>Notes it when what must be there is not.</summary>
    /// <param name="type">What is made, as <c>Network</c>.</param>
    /// <param name="method">What is done, as <c>add</c>.</param>
    /// <param name="paths">What must be there; alternatives are parted by <c>|</c>, attributes begin with <c>@</c>: <c>data_center/@id|data_center/name</c>.</param>
    public void Require(string type, string method, params ReadOnlySpan<string> paths)
    {
        var missing = new List<string>();
        foreach (var path in paths)
        {
            if (!path.Split('|').Any(IsGiven))
            {
                missing.Add(path);
            }
        }

        if (missing.Count > 0)
        {
            _incomplete = $"{type} [{string.Join(", ", missing.Select(Dotted))}] required for {method}";
            _problems.Add(new Problem(ProblemCode.OptionsConflict, _incomplete, $"send {string.Join(" and ", missing.Select(Dotted))}", missing[0]));
        }
    }

    /// <summary>A text without blanks around it.</summary>
    /// <param name="path">Its tags.</param>
    /// <returns>It, empty for an empty element; null when it was not sent.</returns>
    public string? Text(string path)
    {
        if (root.Find(path) is not { } element)
        {
            return null;
        }

        if (element.Children.Count > 0)
        {
            Wrong(path, "is no text", "send a text");
            return null;
        }

        var text = element.Text?.Trim() ?? "";
        if (text.Length > LongestText)
        {
            Wrong(path, $"has {text.Length} characters", $"send at most {LongestText}");
            return null;
        }

        return text;
    }

    /// <summary>A number.</summary>
    /// <param name="path">Its tags.</param>
    /// <returns>It; null when it was not sent or is none.</returns>
    public int? Number(string path) => Number<int>(path);

    /// <summary>A large number.</summary>
    /// <param name="path">Its tags.</param>
    /// <returns>It; null when it was not sent or is none.</returns>
    public long? LargeNumber(string path) => Number<long>(path);

    /// <summary>A truth.</summary>
    /// <param name="path">Its tags.</param>
    /// <returns>It; null when it was not sent or is none.</returns>
    public bool? Truth(string path)
    {
        switch (Text(path)?.ToLowerInvariant())
        {
            case null:
                return null;
            case "true" or "1":
                return true;
            case "false" or "0":
                return false;
            case var other:
                Wrong(path, $"cannot be '{Shown(other)}'", "send true or false");
                return null;
        }
    }

    /// <summary>One word of a few.</summary>
    /// <typeparam name="T">What they mean.</typeparam>
    /// <param name="path">Its tags.</param>
    /// <param name="words">The words.</param>
    /// <returns>What it means; null when it was not sent or is none of them.</returns>
    public T? Word<T>(string path, IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        if (Text(path) is not { } text)
        {
            return null;
        }

        if (words.TryGetValue(text.ToLowerInvariant(), out var meant))
        {
            return meant;
        }

        Wrong(path, $"cannot be '{Shown(text)}'", $"send one of {string.Join(", ", words.Keys)}");
        return null;
    }

    /// <summary>A reference: the attribute <c>id</c>, the child <c>name</c>.</summary>
    /// <param name="path">Its tags.</param>
    /// <returns>It; null when it was not sent or its id is none.</returns>
    public OvirtReference? Reference(string path) => root.Find(path) is { } element ? Reference(element, path) : null;

    /// <summary>A reference.</summary>
    /// <param name="element">The element that holds it.</param>
    /// <param name="path">Its tags, for messages.</param>
    /// <returns>It; null when its id is none.</returns>
    public OvirtReference? Reference(Element element, string path)
    {
        var name = element.Find("name")?.Text?.Trim();
        if (element.Id is not { Length: > 0 } text)
        {
            return new OvirtReference(null, name is { Length: > 0 } ? name : null);
        }

        if (Guid.TryParse(text, out var id))
        {
            return new OvirtReference(id, name);
        }

        Wrong($"{path}/@id", $"is no id: '{Shown(text)}'", "send a UUID");
        return null;
    }

    private T? Number<T>(string path)
        where T : struct, INumber<T>
    {
        if (Text(path) is not { } text)
        {
            return null;
        }

        if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        Wrong(path, $"cannot be '{Shown(text)}'", "send a whole number");
        return null;
    }

    private bool IsGiven(string path)
    {
        var at = path.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            return root.Find(path) is { } element && (element.Children.Count > 0 || !string.IsNullOrWhiteSpace(element.Text));
        }

        return !string.IsNullOrWhiteSpace((at == 0 ? root : root.Find(path[..(at - 1)]))?.Id);
    }

    private void Wrong(string path, string what, string remedy) =>
        _problems.Add(new Problem(ProblemCode.Malformed, $"{path} {what}", remedy, path));

    private static string Dotted(string paths) => paths.Replace("@", "", StringComparison.Ordinal).Replace('/', '.');

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
