using System.Collections.Immutable;

namespace Vfleet.Domain.Doctor.Facts;

/// <summary>What the kernel was started with, and what the boot loader's configuration will start it with.</summary>
public sealed record BootFacts
{
    /// <summary>The arguments in effect (<c>/proc/cmdline</c>); null when not known.</summary>
    public BootLine? Running { get; init; }

    /// <summary>
    /// The arguments that files of the boot loader name for what it starts by default, such as <c>/etc/default/grub</c>,
    /// <c>/etc/kernel/cmdline</c> or the default entry of <c>/boot/loader/entries</c>.
    /// </summary>
    public ImmutableArray<BootLine> Configured { get; init; } = [];
}

/// <summary>One line of kernel arguments.</summary>
/// <param name="Path">The file that it stands in.</param>
/// <param name="Text">The line as it stands there.</param>
/// <param name="Arguments">The arguments in order, without quotes, as the kernel splits them; what follows "--" is not among them.</param>
public sealed record BootLine(string Path, string Text, ImmutableArray<BootArgument> Arguments)
{
    /// <summary>The value in effect: the last one given.</summary>
    /// <param name="name">The argument's name; '-' and '_' are the same (kernel/params.c).</param>
    /// <returns>The value, empty for an argument without one; null when it was not given.</returns>
    public string? Last(string name) => Arguments.LastOrDefault(argument => argument.Is(name)) is { } found ? found.Value ?? "" : null;

    /// <summary>The words of every value of an argument, split at commas: <c>intel_iommu=on,sm_on</c> has "on" and "sm_on".</summary>
    /// <param name="name">The argument's name.</param>
    /// <returns>The words in order.</returns>
    public IEnumerable<string> Words(string name) => Arguments
        .Where(argument => argument.Is(name) && argument.Value is not null)
        .SelectMany(argument => argument.Value!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}

/// <summary>One kernel argument.</summary>
/// <param name="Name">Up to the first '='.</param>
/// <param name="Value">After it; null when there is no '='.</param>
public sealed record BootArgument(string Name, string? Value)
{
    /// <summary>Whether it goes by a name; '-' and '_' are the same (kernel/params.c, dash2underscore).</summary>
    /// <param name="name">The name.</param>
    /// <returns>Whether it does.</returns>
    public bool Is(string name) =>
        Name.Length == name.Length && string.Equals(Name.Replace('-', '_'), name.Replace('-', '_'), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Value is null ? Name : $"{Name}={Value}";
}
