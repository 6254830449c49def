using System.Globalization;
using System.Text;
using Vfleet.Cli.Interop;
using Vfleet.Cli.Output;
using Vfleet.Link.Joining;

namespace Vfleet.Cli.Running;

/// <summary>The surroundings of this very process.</summary>
internal static class ProcessSurroundings
{
    private const int CapDacOverride = 1;
    private const int CapNetAdmin = 12;

    /// <summary>Looks around.</summary>
    /// <param name="hosts">Opens hosts.</param>
    public static Surroundings Create(IHostFactory hosts)
    {
        var unicode = IsUtf8Locale(Environment.GetEnvironmentVariable);
        return new Surroundings
        {
            Out = Writer(StandardHandles.Output, unicode),
            OutTraits = Traits(StandardHandles.Output, unicode),
            Error = Writer(StandardHandles.Error, unicode),
            ErrorTraits = Traits(StandardHandles.Error, unicode),
            Hosts = hosts,
            Signals = new ProcessSignals(),
            Environment = Environment.GetEnvironmentVariable,
            MayChange = MayChange,
            StartAgent = token => AgentUnit.StartAsync(TimeProvider.System, token),
        };
    }

    /// <summary>Whether texts may leave ASCII (setlocale(3): LC_ALL wins over LC_CTYPE wins over LANG).</summary>
    /// <param name="environment">Reads an environment variable.</param>
    public static bool IsUtf8Locale(Func<string, string?> environment)
    {
        foreach (var name in (ReadOnlySpan<string>)["LC_ALL", "LC_CTYPE", "LANG"])
        {
            if (environment(name) is { Length: > 0 } locale)
            {
                return locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("UTF8", StringComparison.OrdinalIgnoreCase);
            }
        }

        return false;
    }

    private static StreamWriter Writer(int descriptor, bool unicode) =>
        new(new DescriptorStream(descriptor), unicode ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : Encoding.ASCII, bufferSize: 16 * 1024);

    private static ScreenTraits Traits(int descriptor, bool unicode)
    {
        if (!StandardHandles.IsTerminal(descriptor))
        {
            return new ScreenTraits(IsTerminal: false, Width: null, unicode);
        }

        var asked = int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, null, out var columns) && columns > 0;
        return new ScreenTraits(IsTerminal: true, asked ? columns : StandardHandles.Width(descriptor), unicode);
    }

    private static bool MayChange()
    {
        if (Environment.IsPrivilegedProcess)
        {
            return true;
        }

        const string Label = "CapEff:\t";
        foreach (var line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith(Label, StringComparison.Ordinal))
            {
                const ulong Needed = (1UL << CapDacOverride) | (1UL << CapNetAdmin);
                var effective = ulong.Parse(line.AsSpan(Label.Length), NumberStyles.AllowHexSpecifier);
                return (effective & Needed) == Needed;
            }
        }

        return false;
    }
}
