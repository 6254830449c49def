using System.CommandLine;
using System.Net;
using Vfleet.Primitives;

namespace Vfleet.Lab.Program.Commands;

/// <summary><c>lab ping</c>: pings from a station on the switch, and shows what was on the wire.</summary>
internal static class PingCommand
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    public static Command Create()
    {
        var name = CommonOptions.Lab();
        var target = new Argument<string>("ADDRESS") { Description = "IPv4 address of a host's PF or of a guest's VF" };
        var vlan = new Option<ushort>("--vlan") { Description = "VLAN to send on, 1-4094; untagged when absent" };
        var from = new Option<string>("--from") { Description = "IPv4 address to ping from", DefaultValueFactory = _ => "10.10.0.1" };
        var count = new Option<int>("--count", "-c") { Description = "Echo requests to send", DefaultValueFactory = _ => 3 };
        var wait = new Option<int>("--wait") { Description = "Seconds to wait for the address to appear", DefaultValueFactory = _ => 10 };
        var command = new Command("ping", "Ping from a station on the switch, outside every host")
        {
            target, vlan, from, count, wait, name,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var lab = CommonOptions.FindLab(parsed.GetRequiredValue(name));
            var tag = parsed.GetValue(vlan);
            if (tag > VlanTag.MaxId)
            {
                throw new LabException($"VLAN {tag} is out of range: 1-{VlanTag.MaxId}");
            }

            await using var station = await lab.Switch.AddEndpointAsync(
                Address(parsed.GetRequiredValue(from)), tag == 0 ? null : new VlanTag(tag), cancellationToken);
            var to = Address(parsed.GetRequiredValue(target));
            var outcome = await station.PingAsync(
                to, parsed.GetRequiredValue(count), s_interval, TimeSpan.FromSeconds(parsed.GetRequiredValue(wait)), cancellationToken);
            Console.WriteLine($"{to}: {outcome}");
            var heard = station.Frames.Where(frame => frame.Source == outcome.TargetMac).Select(frame => frame.ToString());
            foreach (var frame in heard.Distinct(StringComparer.Ordinal))
            {
                Console.WriteLine($"  on the wire: {frame}");
            }

            return outcome.Answered ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static IPAddress Address(string text) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            ? address
            : throw new LabException($"'{text}' is not an IPv4 address");
}
