using System.Collections.Immutable;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Linux.Boot;

/// <summary>One argument that the kernel was started with.</summary>
/// <param name="Name">Up to the first '='.</param>
/// <param name="Value">After it, without quotes; null when there is no '='.</param>
public sealed record KernelArgument(string Name, string? Value);

/// <summary>The arguments that the kernel was started with, as the kernel itself splits them.</summary>
/// <remarks>
/// Rules: kernel lib/cmdline.c (next_arg: white space outside double quotes separates; quotes are dropped) and kernel/params.c
/// (dash_to_underscore: '-' and '_' are the same in names; what follows "--" is for init). Of several the last one is in effect.
/// </remarks>
/// <param name="Arguments">In order.</param>
public sealed record KernelCommandLine(ImmutableArray<KernelArgument> Arguments)
{
    /// <summary>Reads <c>/proc/cmdline</c>.</summary>
    /// <param name="root">The host.</param>
    /// <returns>The arguments; empty when it cannot be read.</returns>
    public static KernelCommandLine Read(SysfsRoot root) =>
        Parse(root.TryReadText("proc/cmdline", out var text) == Errno.None ? text : "");

    /// <summary>Splits a command line.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The arguments.</returns>
    public static KernelCommandLine Parse(string text)
    {
        var arguments = ImmutableArray.CreateBuilder<KernelArgument>();
        var position = 0;
        while (position < text.Length)
        {
            if (char.IsWhiteSpace(text[position]))
            {
                position++;
                continue;
            }

            var token = Next(text, ref position);
            if (token == "--")
            {
                break;
            }

            arguments.Add(Split(token));
        }

        return new KernelCommandLine(arguments.ToImmutable());
    }

    /// <summary>The value in effect: the last one given.</summary>
    /// <param name="name">The argument's name.</param>
    /// <returns>The value, empty for an argument without one; null when it was not given.</returns>
    public string? Last(string name) => Arguments.LastOrDefault(argument => IsName(argument.Name, name)) is { } found ? found.Value ?? "" : null;

    /// <summary>
    /// The words of every value given for an argument, split at commas, in order. Some arguments, <c>intel_iommu</c> among them, add up
    /// over
    /// their words and occurrences: <c>intel_iommu=on,sm_on</c> has "on" and "sm_on".
    /// </summary>
    /// <param name="name">The argument's name.</param>
    /// <returns>The words.</returns>
    public ImmutableArray<string> Words(string name) =>
    [
        .. Arguments.Where(argument => IsName(argument.Name, name) && argument.Value is not null)
            .SelectMany(argument => argument.Value!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
    ];

    private static string Next(string text, ref int position)
    {
        var start = position;
        var quoted = false;
        while (position < text.Length && (quoted || !char.IsWhiteSpace(text[position])))
        {
            quoted ^= text[position] == '"';
            position++;
        }

        return text[start..position];
    }

    private static KernelArgument Split(string token)
    {
        // Quotes stand around the whole argument or around the value; only those are dropped.
        token = Unquote(token);
        var equals = token.IndexOf('=');
        return equals <= 0 ? new KernelArgument(token, null) : new KernelArgument(token[..equals], Unquote(token[(equals + 1)..]));
    }

    private static string Unquote(string text)
    {
        if (!text.StartsWith('"'))
        {
            return text;
        }

        return text.Length > 1 && text.EndsWith('"') ? text[1..^1] : text[1..];
    }

    private static bool IsName(string left, string right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        for (var i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i] && !(left[i] is '-' or '_' && right[i] is '-' or '_'))
            {
                return false;
            }
        }

        return true;
    }
}
