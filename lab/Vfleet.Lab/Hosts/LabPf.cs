using Vfleet.Primitives;

namespace Vfleet.Lab.Hosts;

/// <summary>A physical function that the lab gave to a host: an emulated Intel 82576 (8086:10c9), 7 usable VFs.</summary>
/// <param name="Index">0 for the first.</param>
/// <param name="Address">Where the host's kernel finds it.</param>
/// <param name="Mac">Its MAC address.</param>
/// <param name="Port">Name of the switch port it is plugged into.</param>
public sealed record LabPf(int Index, PciAddress Address, MacAddress Mac, string Port);
