using System.Text;

namespace Vfleet.Lab.Hosts;

/// <summary>The serial console of a host: a log of everything since its first start, and a socket to type on.</summary>
public sealed class HostConsole
{
    private const int TailBytes = 16 * 1024;
    private const int StandstillLines = 200;
    private const string Beginning = "---- begins ";

    internal HostConsole(string folder)
    {
        LogPath = Path.Combine(folder, "console.log");
        SocketPath = Path.Combine(folder, "console.sock");
    }

    /// <summary>File that QEMU appends the console to.</summary>
    public string LogPath { get; }

    /// <summary>Unix socket of the console; one client at a time.</summary>
    public string SocketPath { get; }

    /// <summary>Whether the host's kernel has given up: its panic is the last that the console shows.</summary>
    public bool ShowsPanic => Tail(1).Contains("end Kernel panic", StringComparison.Ordinal);

    /// <summary>
    /// Whether the host stands still since it began: the timer of a processor does not run, as now and then after a reset under emulation, and its kernel says
    /// that a thread of RCU, which waits for that timer, starves.
    /// </summary>
    public bool ShowsStandstill => Tail(StandstillLines) is var tail
        && tail.LastIndexOf("rcu_preempt kthread starved", StringComparison.Ordinal) > tail.LastIndexOf(Beginning, StringComparison.Ordinal);

    // What the console showed before says nothing of the host that begins.
    internal void Begin(string how) => File.AppendAllText(LogPath, $"\n{Beginning}{how}\n");

    /// <summary>The last lines, without terminal control sequences.</summary>
    /// <param name="lines">How many at most.</param>
    /// <returns>The lines, or an empty text when the host was never started.</returns>
    public string Tail(int lines = 25)
    {
        try
        {
            using var file = new FileStream(LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            file.Seek(-Math.Min(file.Length, TailBytes), SeekOrigin.End);
            using var reader = new StreamReader(file, Encoding.UTF8);
            var text = TerminalText.Plain(reader.ReadToEnd());
            return string.Join('\n', text.Split('\n').Where(line => line.Trim().Length > 0).TakeLast(lines));
        }
        catch (FileNotFoundException)
        {
            return "";
        }
    }
}
