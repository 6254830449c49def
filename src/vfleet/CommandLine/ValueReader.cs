using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;

namespace Vfleet.Cli.CommandLine;

/// <summary>Reads what was typed, strictly. What cannot be read becomes a problem, so that all of them are told at once.</summary>
/// <param name="parse">The command line.</param>
internal sealed class ValueReader(ParseResult parse)
{
    private readonly ImmutableArray<Problem>.Builder _problems = ImmutableArray.CreateBuilder<Problem>();

    /// <summary>What could not be read.</summary>
    public ImmutableArray<Problem> Problems => _problems.ToImmutable();

    /// <summary>Adds a problem.</summary>
    /// <param name="problem">The problem.</param>
    public void Refuse(Problem problem) => _problems.Add(problem);

    /// <summary>Whether a flag was given.</summary>
    /// <param name="option">The flag.</param>
    public bool Flag(Option<bool> option) => parse.GetValue(option);

    /// <summary>Whether an option was given.</summary>
    /// <param name="option">The option.</param>
    public bool IsGiven(Option option) => parse.GetResult(option) is { Implicit: false };

    /// <summary>A text.</summary>
    /// <param name="option">The option.</param>
    /// <returns>The text; null when it was not given.</returns>
    public string? Text(Option<string?> option) => parse.GetValue(option);

    /// <summary>A text.</summary>
    /// <param name="argument">The argument.</param>
    public string Text(Argument<string> argument) => parse.GetValue(argument) ?? "";

    /// <summary>All words of an argument.</summary>
    /// <param name="argument">The argument.</param>
    public string[] Texts(Argument<string[]> argument) => parse.GetValue(argument) ?? [];

    /// <summary>All values of an option that may be given several times.</summary>
    /// <param name="option">The option.</param>
    public string[] Texts(Option<string[]> option) => parse.GetValue(option) ?? [];

    /// <summary>A function.</summary>
    /// <param name="argument">The argument.</param>
    /// <returns>The selector; null when it is none.</returns>
    public FunctionSelector? Function(Argument<string> argument)
    {
        if (FunctionSelector.TryParse(Text(argument), out var selector, out var problem))
        {
            return selector;
        }

        Refuse(problem with { Path = argument.Name.ToLowerInvariant() });
        return null;
    }

    /// <summary>A whole number.</summary>
    /// <param name="option">The option.</param>
    /// <param name="remedy">Which numbers to give.</param>
    /// <returns>The number, not checked against any range but that of 32 bits; null when it was not given or is none.</returns>
    public int? Number(Option<string?> option, string remedy)
    {
        if (Text(option) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            if (number is >= int.MinValue and <= int.MaxValue)
            {
                return (int)number;
            }

            Refuse(new Problem(ProblemCode.OutOfRange, $"{option.Name}: {text} is out of range", remedy, Path(option)));
            return null;
        }

        var isNumber = text.TrimStart('-', '+').All(char.IsAsciiDigit) && text.Any(char.IsAsciiDigit);
        Refuse(isNumber
            ? new Problem(ProblemCode.OutOfRange, $"{option.Name}: {text} is out of range", remedy, Path(option))
            : new Problem(ProblemCode.Malformed, $"{option.Name}: '{text}' is no whole number", remedy, Path(option)));
        return null;
    }

    /// <summary>A whole number of a range.</summary>
    /// <param name="option">The option.</param>
    /// <param name="least">The least.</param>
    /// <param name="most">The greatest.</param>
    /// <returns>The number; null when it was not given, or cannot be taken.</returns>
    public int? Number(Option<string?> option, int least, int most)
    {
        var remedy = most == int.MaxValue ? $"give a number from {least} on" : $"give a number from {least} to {most}";
        if (Number(option, remedy) is not { } number)
        {
            return null;
        }

        if (number >= least && number <= most)
        {
            return number;
        }

        Refuse(new Problem(ProblemCode.OutOfRange, $"{option.Name}: {number} is out of range", remedy, Path(option)));
        return null;
    }

    /// <summary>A number from 0 on.</summary>
    /// <param name="option">The option.</param>
    /// <param name="remedy">Which numbers to give.</param>
    public uint? Unsigned(Option<string?> option, string remedy)
    {
        if (Number(option, remedy) is not { } number)
        {
            return null;
        }

        if (number >= 0)
        {
            return (uint)number;
        }

        Refuse(new Problem(ProblemCode.OutOfRange, $"{option.Name}: {number} is negative", remedy, Path(option)));
        return null;
    }

    /// <summary>One of a few words.</summary>
    /// <typeparam name="T">What the words stand for.</typeparam>
    /// <param name="option">The option.</param>
    /// <param name="words">The words.</param>
    public T? OneOf<T>(Option<string?> option, params ReadOnlySpan<(string Word, T Value)> words)
        where T : struct
    {
        if (Text(option) is not { } text)
        {
            return null;
        }

        var known = new List<string>();
        foreach (var (word, value) in words)
        {
            if (text == word)
            {
                return value;
            }

            known.Add(word);
        }

        var list = string.Join(", ", known.SkipLast(1)) + " or " + known[^1];
        Refuse(new Problem(ProblemCode.Malformed, $"{option.Name}: '{text}' is not one of its values", $"give {list}", Path(option)));
        return null;
    }

    /// <summary><c>on</c> or <c>off</c>.</summary>
    /// <param name="option">The option.</param>
    public bool? Switch(Option<string?> option) => OneOf(option, ("on", true), ("off", false));

    /// <summary>A MAC address.</summary>
    /// <param name="option">The option.</param>
    public MacAddress? Mac(Option<string?> option)
    {
        if (Text(option) is not { } text)
        {
            return null;
        }

        if (MacAddress.TryParse(text, out var mac))
        {
            return mac;
        }

        Refuse(new Problem(
            ProblemCode.MacInvalid,
            $"{option.Name}: '{text}' is no MAC address",
            "give six octets of two hexadecimal digits, for example 52:54:00:12:34:56",
            Path(option)));
        return null;
    }

    /// <summary>A 64-bit GUID: eight octets with colons, or 16 hexadecimal digits with or without 0x.</summary>
    /// <param name="option">The option.</param>
    public ulong? Guid64(Option<string?> option)
    {
        if (Text(option) is not { } text)
        {
            return null;
        }

        var digits = text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text;
        var withColons = digits.Length == 23;
        for (var i = 2; withColons && i < digits.Length; i += 3)
        {
            withColons = digits[i] == ':';
        }

        digits = withColons ? digits.Replace(":", "", StringComparison.Ordinal) : digits;
        if (digits.Length == 16 && ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var guid))
        {
            return guid;
        }

        Refuse(new Problem(
            ProblemCode.Malformed,
            $"{option.Name}: '{text}' is no GUID",
            "give eight octets of two hexadecimal digits, for example 00:11:22:33:44:55:66:77",
            Path(option)));
        return null;
    }

    private static string Path(Option option) => option.Name.TrimStart('-');
}
