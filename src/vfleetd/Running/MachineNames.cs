using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Vfleet.Server.Running;

/// <summary>The names and addresses that this machine is reached by.</summary>
internal static class MachineNames
{
    /// <summary>Reads them.</summary>
    /// <returns>They; its name first.</returns>
    public static ImmutableArray<string> All()
    {
        var name = Environment.MachineName;
        var names = new List<string> { name };
        try
        {
            names.Add(Dns.GetHostEntry(name).HostName);
        }
        catch (SocketException)
        {
            // A machine without DNS has its short name only.
        }

        names.Add("localhost");
        var addresses = NetworkInterface.GetAllNetworkInterfaces()
            .Where(netdev => netdev.OperationalStatus == OperationalStatus.Up)
            .SelectMany(netdev => netdev.GetIPProperties().UnicastAddresses)
            .Select(address => address.Address)
            .Where(address => !address.IsIPv6LinkLocal);
        return [.. names.Concat(addresses.Append(IPAddress.Loopback).Select(address => address.ToString())).Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}
