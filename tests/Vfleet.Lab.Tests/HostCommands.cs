using Vfleet.Lab.Hosts;
using Vfleet.Lab.Processes;

namespace Vfleet.Lab.Tests;

/// <summary>Commands on a host in the words of tests.</summary>
internal static class HostCommands
{
    /// <summary>Runs a command and gives what it left behind, whatever its exit code.</summary>
    public static Task<CommandResult> TryAsync(this LabHost host, string command) =>
        host.RunAsync(command, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Runs a command that must succeed.</summary>
    public static async Task<CommandResult> DoAsync(this LabHost host, string command) => (await host.TryAsync(command)).OrThrow();

    /// <summary>Removes what an earlier test may have left: afterwards no PF has VFs, and new VFs get the host's driver.</summary>
    public static async Task ClearVfsAsync(this LabHost host)
    {
        foreach (var pf in host.Pfs)
        {
            await host.DoAsync($"cd /sys/bus/pci/devices/{pf.Address}; echo 0 > sriov_numvfs; echo 1 > sriov_drivers_autoprobe");
        }
    }
}
