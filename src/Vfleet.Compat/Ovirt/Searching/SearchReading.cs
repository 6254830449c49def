using System.Buffers;
using System.Globalization;

namespace Vfleet.Compat.Ovirt.Searching;

/// <summary>Reads searches. <c>and</c> binds before <c>or</c>.</summary>
internal ref struct SearchReading
{
    private const int Longest = 2000;
    private const int MostTerms = 50;
    private static readonly SearchValues<char> s_ends = SearchValues.Create(" \t\r\n\"=<>");
    private readonly List<Token> _tokens = [];
    private int _at;
    private int _terms;

    private SearchReading(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = Length(text, at, out var token);
            if (token is { } found)
            {
                _tokens.Add(found);
            }

            at += length;
        }
    }

    private readonly bool IsEnd => _at == _tokens.Count;

    /// <summary>Reads one.</summary>
    /// <param name="text">It.</param>
    /// <param name="wrong">Why it cannot be read.</param>
    /// <returns>It; null when it cannot be read.</returns>
    public static SearchText? Read(string text, out string? wrong)
    {
        wrong = null;
        if (text.Length > Longest)
        {
            wrong = $"it has {text.Length} characters, more than {Longest}";
            return null;
        }

        try
        {
            return new SearchReading(text).ReadAll();
        }
        catch (FormatException fault)
        {
            wrong = fault.Message;
            return null;
        }
    }

    private SearchText ReadAll()
    {
        var search = new SearchText(IsEnd || IsWord("sortby") || IsWord("page") ? null : ReadEither());
        while (!IsEnd)
        {
            if (IsWord("sortby"))
            {
                _at++;
                search = search with { Sort = Next("a field behind 'sortby'").Text.ToLowerInvariant() };
                if (IsWord("asc") || IsWord("desc"))
                {
                    search = search with { IsDescending = IsWord("desc") };
                    _at++;
                }
            }
            else if (IsWord("page"))
            {
                _at++;
                var number = Next("a number behind 'page'").Text;
                search = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is > 0 and <= 1_000_000
                    ? search with { Page = page }
                    : throw new FormatException($"'{number}' is no page");
            }
            else
            {
                throw new FormatException($"'{_tokens[_at].Text}' is not expected there");
            }
        }

        return search;
    }

    private SearchTerm ReadEither()
    {
        var term = ReadBoth();
        while (IsWord("or"))
        {
            _at++;
            term = new SearchTerm.Either(term, ReadBoth());
        }

        return term;
    }

    private SearchTerm ReadBoth()
    {
        SearchTerm term = ReadOne();
        while (IsWord("and"))
        {
            _at++;
            term = new SearchTerm.Both(term, ReadOne());
        }

        return term;
    }

    private SearchTerm.Compared ReadOne()
    {
        if (++_terms > MostTerms)
        {
            throw new FormatException($"it has more than {MostTerms} terms");
        }

        var first = Next("a term");
        if (first.IsOperator)
        {
            throw new FormatException($"'{first.Text}' has no field before it");
        }

        if (IsEnd || !_tokens[_at].IsOperator)
        {
            return new SearchTerm.Compared("", "=", first.Text);
        }

        var comparison = _tokens[_at++].Text;
        var value = Next($"a value behind '{comparison}'");
        return value.IsOperator ? throw new FormatException($"'{value.Text}' is no value") : new SearchTerm.Compared(first.Text.ToLowerInvariant(), comparison, value.Text);
    }

    private readonly bool IsWord(string word) => !IsEnd && _tokens[_at] is { IsQuoted: false } token && token.Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    private Token Next(string what) => IsEnd ? throw new FormatException($"{what} is missing") : _tokens[_at++];

    private static int Length(string text, int at, out Token? token)
    {
        token = null;
        var rest = text.AsSpan(at);
        if (char.IsWhiteSpace(rest[0]))
        {
            return 1;
        }

        if (rest[0] == '"')
        {
            var end = rest[1..].IndexOf('"');
            token = end < 0 ? throw new FormatException("a quotation does not end") : new Token(rest.Slice(1, end).ToString(), false, true);
            return end + 2;
        }

        foreach (var sign in (ReadOnlySpan<string>)["!=", "<=", ">=", "=", "<", ">"])
        {
            if (rest.StartsWith(sign))
            {
                token = new Token(sign, true, false);
                return sign.Length;
            }
        }

        var length = rest.IndexOfAny(s_ends);
        length = length < 0 ? rest.Length : length;
        if (length > 1 && length < rest.Length && rest[length] == '=' && rest[length - 1] == '!')
        {
            length--;
        }

        token = new Token(rest[..length].ToString(), false, false);
        return length;
    }

    private readonly record struct Token(string Text, bool IsOperator, bool IsQuoted);
}
