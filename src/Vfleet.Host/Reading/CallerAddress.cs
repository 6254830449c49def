using System.Net;

namespace Vfleet.Host.Reading;

/// <summary>Where the person who runs this command sits.</summary>
internal static class CallerAddress
{
    /// <summary>The other end of the SSH connection.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    /// <returns>The address; null without SSH. <c>sudo</c> drops SSH_CONNECTION but keeps SUDO_USER, so the parent's is looked up too.</returns>
    public static IPAddress? Find(Func<string, string?> environment) =>
        Parse(environment("SSH_CONNECTION")) ?? Parse(environment("SSH_CLIENT")) ?? FromAncestors();

    internal static IPAddress? Parse(string? connection)
    {
        var first = connection?.Split(' ', 2)[0];
        return IPAddress.TryParse(first, out var address) && !IPAddress.IsLoopback(address) ? address : null;
    }

    // Under sudo the variable is gone from our environment, but an ancestor (the login shell) still has it in /proc/PID/environ.
    private static IPAddress? FromAncestors()
    {
        try
        {
            var pid = Environment.ProcessId;
            for (var depth = 0; depth < 16 && pid > 1; depth++)
            {
                if (FromEnvironmentOf(pid) is { } address)
                {
                    return address;
                }

                pid = ParentOf(pid);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Not our process, or it ended: then nothing is known of the caller.
        }

        return null;
    }

    private static IPAddress? FromEnvironmentOf(int pid)
    {
        const string Name = "SSH_CONNECTION=";
        return File.ReadAllText($"/proc/{pid}/environ").Split('\0')
            .Where(entry => entry.StartsWith(Name, StringComparison.Ordinal))
            .Select(entry => Parse(entry[Name.Length..]))
            .FirstOrDefault(address => address is not null);
    }

    private static int ParentOf(int pid)
    {
        // The command in parentheses may hold anything: the numbers start behind the last ')'.
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return int.TryParse(fields[1], out var parent) ? parent : 0;
    }
}
