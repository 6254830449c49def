using System.Buffers;
using System.Globalization;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Domain.Observed;
using Vfleet.Primitives;

namespace Vfleet.Domain.Doctor;

/// <summary>The lines of a kernel log that say one of the <see cref="KernelWords"/>, by those words.</summary>
internal sealed class KernelSayings
{
    private static readonly SearchValues<string> s_any = SearchValues.Create(KernelWords.All.AsSpan(), StringComparison.OrdinalIgnoreCase);

    private readonly Dictionary<string, List<Saying>> _byWords = new(StringComparer.Ordinal);
    private readonly ExaminedHost _host;

    public KernelSayings(KernelLog? log, ExaminedHost host)
    {
        _host = host;
        IsFromBoot = log?.FromBoot ?? false;
        var lines = log is null || log.Lines.IsDefault ? [] : log.Lines;
        for (var i = 0; i < lines.Length; i++)
        {
            var text = lines[i].Text.AsSpan();
            if (!text.ContainsAny(s_any))
            {
                continue;
            }

            foreach (var words in KernelWords.All)
            {
                if (text.Contains(words, StringComparison.OrdinalIgnoreCase))
                {
                    (_byWords.TryGetValue(words, out var said) ? said : _byWords[words] = []).Add(new Saying(i, lines[i], FunctionOf(lines[i])));
                }
            }
        }
    }

    /// <summary>Whether the log still begins with the boot, so that silence means something.</summary>
    public bool IsFromBoot { get; }

    /// <summary>The lines that say any of some words, in order.</summary>
    public IEnumerable<Saying> Say(params ReadOnlySpan<string> words)
    {
        var found = new List<Saying>();
        foreach (var some in words)
        {
            found.AddRange(_byWords.GetValueOrDefault(some) ?? []);
        }

        return words.Length == 1 ? found : found.OrderBy(saying => saying.Line);
    }

    /// <summary>The last line that says any of some words for each PF, or for each other function, or for the host.</summary>
    public IEnumerable<(Subject Subject, ObservedPf? Pf, string Evidence)> Last(params ReadOnlySpan<string> words) =>
        Say(words).GroupBy(saying => saying.Function is { } function ? _host.Owner(function)?.Address ?? function : (PciAddress?)null)
            .Select(same =>
            {
                var pf = same.Key is { } address ? _host.Pf(address) : null;
                var subject = pf is not null ? Subject.Of(pf) : same.Key is { } function ? Subject.Of(function) : Subject.Host;
                var count = same.Count();
                return (subject, pf, count == 1 ? same.Last().Quote : $"{same.Last().Quote} ({count} times)");
            });

    /// <summary>The last line that says any of some words, for each PF, other function or the host, as it is.</summary>
    public IEnumerable<Symptom> Symptoms(params ReadOnlySpan<string> words) =>
        Last(words).Select(last => new Symptom(last.Subject, last.Evidence));

    // "igb 0000:01:00.0 enp1s0f0: ...", "mlx5_core 0000:0a:00.0: ..."; a record of /dev/kmsg names it as "+pci:0000:01:00.0".
    private static PciAddress? FunctionOf(LogLine line)
    {
        if (line.Device?.StartsWith("+pci:", StringComparison.Ordinal) == true && PciAddress.TryParse(line.Device.AsSpan(5), out var named))
        {
            return named;
        }

        foreach (var word in line.Text.AsSpan().Split(' '))
        {
            var text = line.Text.AsSpan(word).TrimEnd(":,.;)").TrimStart('(');
            if (text.Length >= 12 && text.Contains(':') && PciAddress.TryParse(text, out var address))
            {
                return address;
            }
        }

        return null;
    }
}

/// <summary>A line of the kernel log that a rule may quote.</summary>
/// <param name="Line">Its number in the log.</param>
/// <param name="Said">The line.</param>
/// <param name="Function">The PCI function that it names; null when none.</param>
internal sealed record Saying(int Line, LogLine Said, PciAddress? Function)
{
    /// <summary>As dmesg prints it, with the time when there is one: what is long ago may be mended since.</summary>
    public string Quote => Said.ToString();

    /// <summary>The whole numbers that stand in it as words of their own, in order.</summary>
    public IEnumerable<int> Numbers => Said.Text.Split([' ', ',', '.', ';'], StringSplitOptions.RemoveEmptyEntries)
        .Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)
        .Where(number => number >= 0);
}
