using System.Diagnostics;
using System.Globalization;

namespace Vfleet.Lab.Processes;

/// <summary>
/// One process and no other: a pid is reused, a pid with its start time is not.
/// </summary>
/// <param name="Pid">Process id.</param>
/// <param name="StartTicks">Start time in clock ticks since boot: field 22 of <c>/proc/PID/stat</c> (proc_pid_stat(5)).</param>
public sealed record ProcessIdentity(int Pid, ulong StartTicks)
{
    /// <summary>
    /// Whether this very process still runs; a zombie does not, once all its threads are gone: until then its files are open and locked.
    /// </summary>
    public bool IsAlive => ReadStat(Pid) is { } stat && stat.StartTicks == StartTicks && (stat.State is not ('Z' or 'X') || HasOtherThreads);

    private bool HasOtherThreads
    {
        get
        {
            try
            {
                return Directory.EnumerateDirectories($"/proc/{Pid}/task").Skip(1).Any();
            }
            catch (IOException)
            {
                return false; // reaped meanwhile
            }
        }
    }

    /// <summary>Identifies the process that has a pid now.</summary>
    /// <param name="pid">Process id.</param>
    /// <returns>Its identity, or <see langword="null"/> when there is none.</returns>
    public static ProcessIdentity? Of(int pid) => ReadStat(pid) is { } stat ? new ProcessIdentity(pid, stat.StartTicks) : null;

    /// <summary>Kills it (SIGKILL) and waits until it is gone. Nothing happens when it is gone already.</summary>
    /// <param name="deadline">How long it may take to disappear.</param>
    /// <param name="cancellationToken">Ends the waiting, not the killing.</param>
    /// <returns>A task that ends when the process is gone.</returns>
    /// <exception cref="LabException">It is still there at the deadline.</exception>
    public async Task KillAsync(TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        if (!IsAlive)
        {
            return;
        }

        try
        {
            using var process = Process.GetProcessById(Pid);
            process.Kill();
        }
        catch (ArgumentException)
        {
            return; // it ended between the look and the kill
        }

        var start = TimeProvider.System.GetTimestamp();
        while (IsAlive)
        {
            if (TimeProvider.System.GetElapsedTime(start) > deadline)
            {
                throw new LabException($"process {Pid} is still there {deadline.TotalSeconds:0} s after SIGKILL");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Reads state and start time out of the text of <c>/proc/PID/stat</c>.</summary>
    /// <param name="text">The file's text; the command name in it may contain spaces and parentheses.</param>
    /// <returns>State letter and start time, or <see langword="null"/> when the text is not of that form.</returns>
    internal static (char State, ulong StartTicks)? ParseStat(string text)
    {
        var afterName = text.LastIndexOf(')');
        if (afterName < 0)
        {
            return null;
        }

        var fields = text[(afterName + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        const int stateField = 0;
        const int startField = 22 - 3; // the fields after the name begin with the third
        return fields.Length > startField
            && ulong.TryParse(fields[startField], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? (fields[stateField][0], ticks)
            : null;
    }

    private static (char State, ulong StartTicks)? ReadStat(int pid)
    {
        try
        {
            return ParseStat(File.ReadAllText($"/proc/{pid}/stat"));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
