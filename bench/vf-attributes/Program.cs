using System.Globalization;
using Vfleet.Bench.VfAttributes;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Primitives;

// Measures, in one run on one kernel, how long it takes to write five attributes of 256 VFs: through Vfleet's netlink client, and by one
// `ip` process per attribute. Both write other values than are there, and what they wrote is read back.
const int vfs = 256;
const double goal = 50;
const int rounds = 15;

using var pf = new NetdevsimPf(vfs);
var clock = TimeProvider.System;
var times = new List<TimeSpan>();
VfSetResult result;
do
{
    // The first round pays for everything: code never run before, the socket, finding the link.
    var changes = Changes(times.Count);
    var start = clock.GetTimestamp();
    using var route = new RouteClient(RunningKernel.Instance);
    var link = route.GetLink(pf.LinkName) ?? throw new InvalidOperationException("the PF has no link");
    result = route.SetVfs(link.Index, changes);
    times.Add(clock.GetElapsedTime(start));
    Check(changes);
}
while (times.Count < rounds);

var last = Changes(rounds);
var ipStart = clock.GetTimestamp();
var processes = IpProgram.Set(pf.LinkName, last);
var ip = clock.GetElapsedTime(ipStart);
Check(last);

var first = times[0];
var median = times[1..].Order().ElementAt((rounds - 1) / 2);
Print($"{vfs} VFs, MAC + VLAN + spoof check + trust + rate, netdevsim");
Print($"ip, {processes} processes:                 {ip.TotalMilliseconds,10:F2} ms");
Print($"vfleet, first time in the process:   {first.TotalMilliseconds,10:F2} ms   {ip / first,8:F0} x");
Print($"vfleet, median of {rounds - 1} more:           {median.TotalMilliseconds,10:F2} ms   {ip / median,8:F0} x");
Print($"messages {result.Messages}, round trips {result.RoundTrips}");
Print($"ratio {ip / first:F0} (goal: at least {goal:F0})");
return ip / first >= goal ? 0 : 1;

static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

static VfChange[] Changes(int round) =>
[
    .. Enumerable.Range(0, vfs).Select(index => new VfChange
    {
        Index = index,
        Mac = new MacAddress(0x020000000000UL + ((ulong)round << 16) + (uint)index),
        Vlan = new VlanTag((ushort)(1 + ((index + round) % 4094)), (byte)((index + round) % 8)),
        SpoofCheck = (index + round) % 2 == 0,
        Trust = (index + round) % 2 == 1,
        MinTxRate = (uint)(10 + round),
        MaxTxRate = (uint)(1000 + index + round),
    }),
];

void Check(VfChange[] wanted)
{
    using var route = new RouteClient(RunningKernel.Instance);
    var items = route.GetVfs(route.GetLink(pf.LinkName)!.Index, vfs).Items;
    foreach (var change in wanted)
    {
        var vf = items[change.Index];
        if ((vf.Mac, vf.Vlan, vf.SpoofCheck, vf.Trust, vf.MinTxRate, vf.MaxTxRate)
            != (change.Mac, change.Vlan, change.SpoofCheck, change.Trust, change.MinTxRate, change.MaxTxRate))
        {
            throw new InvalidOperationException($"VF {change.Index} was not written as asked: {vf}");
        }
    }
}
