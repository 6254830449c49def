using Vfleet.Link;

namespace Vfleet.Cli.Output;

/// <summary>What people read of the link to a fleet.</summary>
internal static class EngineLines
{
    /// <summary>Prints it.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="link">The link.</param>
    /// <param name="isRunning">Whether the agent runs.</param>
    public static void Print(Screen screen, LinkStatus link, bool isRunning)
    {
        screen.Line($"engine {screen.Paint(link.Engine, Tone.Strong)}, where this host is {screen.Paint(link.HostName, Tone.Plain)}: {State(screen, link, isRunning)}");
        if (link.Problem is { } problem)
        {
            screen.Line($"{screen.Paint(link.IsRevoked ? "revoked:" : "note:", link.IsRevoked ? Tone.Bad : Tone.Warning)} {screen.Paint(problem, Tone.Plain)}; {screen.Paint(link.Remedy ?? "", Tone.Plain)}");
        }

        screen.Line(link.DesiredGeneration == 0
            ? "it desires nothing yet"
            : $"it desires generation {link.DesiredGeneration}; carried out, or failed, is {link.AppliedGeneration}");
        screen.Line($"the certificate of this host ends {link.CertificateEnds.ToLocalTime():yyyy-MM-dd HH:mm:ss}");
    }

    private static string State(Screen screen, LinkStatus link, bool isRunning)
    {
        var last = link.LastContact is { } contact ? $"; it last answered at {contact.ToLocalTime():yyyy-MM-dd HH:mm:ss}" : "; it has not answered since the agent was started";
        return link switch
        {
            { IsRevoked: true } => screen.Paint("has put this host out", Tone.Bad) + "; it stays as it was last desired" + last,
            _ when !isRunning => screen.Paint("not spoken to", Tone.Bad) + last,
            { ConnectedSince: { } since } => screen.Paint("connected", Tone.Good) + $" since {since.ToLocalTime():yyyy-MM-dd HH:mm:ss}",
            _ => screen.Paint("not connected", Tone.Warning) + "; this host stays as it was last desired" + last,
        };
    }
}
