using System.Diagnostics;
using System.Globalization;
using Vfleet.Linux.Netlink.Route;

namespace Vfleet.Bench.VfAttributes;

/// <summary>The way it is compared with: one <c>ip link set ... vf</c> process per attribute.</summary>
internal static class IpProgram
{
    /// <summary>Writes MAC, VLAN, spoof check, trust and rate of every VF; returns the number of processes.</summary>
    public static int Set(string link, IEnumerable<VfChange> changes)
    {
        var processes = 0;
        foreach (var change in changes)
        {
            var vlan = change.Vlan.GetValueOrDefault();
            foreach (var setting in (string[])
                [
                    $"mac {change.Mac}",
                    string.Create(CultureInfo.InvariantCulture, $"vlan {vlan.Id} qos {vlan.Qos}"),
                    $"spoofchk {OnOff(change.SpoofCheck)}",
                    $"trust {OnOff(change.Trust)}",
                    string.Create(CultureInfo.InvariantCulture, $"max_tx_rate {change.MaxTxRate} min_tx_rate {change.MinTxRate}"),
                ])
            {
                Run(string.Create(CultureInfo.InvariantCulture, $"link set dev {link} vf {change.Index} {setting}"));
                processes++;
            }
        }

        return processes;
    }

    private static string OnOff(bool? value) => value is true ? "on" : "off";

    private static void Run(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", arguments) { UseShellExecute = false })
            ?? throw new InvalidOperationException("ip does not start");
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"ip {arguments} ended with {process.ExitCode}");
        }
    }
}
