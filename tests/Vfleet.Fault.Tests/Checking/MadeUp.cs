using System.Collections.Immutable;
using Vfleet.Fault.Tests.Happened;

namespace Vfleet.Fault.Tests.Checking;

/// <summary>A history and the store that belongs to it, made up: right as it is, for tests to change one thing of.</summary>
internal static class MadeUp
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly Guid Host = Guid.Parse("00000000-0000-0000-0000-0000000000a1");
    public static readonly Guid Vm = Guid.Parse("00000000-0000-0000-0000-0000000000b1");
    public static readonly Guid OtherVm = Guid.Parse("00000000-0000-0000-0000-0000000000b2");
    public static readonly Guid Nic = Guid.Parse("00000000-0000-0000-0000-0000000000c1");
    public static readonly Guid OtherNic = Guid.Parse("00000000-0000-0000-0000-0000000000c2");
    private static readonly Guid s_cluster = Guid.Parse("00000000-0000-0000-0000-0000000000d1");
    private static readonly Guid s_dataCenter = Guid.Parse("00000000-0000-0000-0000-0000000000d2");

    public static string Vf { get; } = $"{Host}/0000:10:00.0/0";

    public static string OtherVf { get; } = $"{Host}/0000:10:00.0/1";

    /// <summary>Long after everything.</summary>
    public static DateTimeOffset Now => At(1000);

    /// <summary>The first VM has the first VF since second 1.</summary>
    public static Ask Placed { get; } = Place(Vm, Nic, Vf, 1, 0, 1);

    /// <summary>The other VM has the other VF since second 3.</summary>
    public static Ask OtherPlaced { get; } = Place(OtherVm, OtherNic, OtherVf, 1, 2, 3);

    /// <summary>Both, as they stand in the store.</summary>
    public static StoredFleet Store { get; } = new()
    {
        Vms = new[] { Row(Vm, "vm1", Nic, "02:76:00:00:00:01"), Row(OtherVm, "vm2", OtherNic, "02:76:00:00:00:02") }.ToImmutableDictionary(vm => vm.Id),
        Claims = [Claim(Vf, 1, Vm, Nic), Claim(OtherVf, 1, OtherVm, OtherNic)],
        Uses = ImmutableDictionary<Guid, (long, long)>.Empty.Add(Host, (2048, 2)),
        Clusters = ImmutableDictionary<Guid, Guid>.Empty.Add(s_cluster, s_dataCenter),
        Names = ImmutableDictionary<string, string>.Empty
            .Add($"vm:{s_dataCenter}:vm1", $"{Vm}").Add("mac:02:76:00:00:00:01", $"{Vm}")
            .Add($"vm:{s_dataCenter}:vm2", $"{OtherVm}").Add("mac:02:76:00:00:00:02", $"{OtherVm}"),
        Events = [("vm.placed", $"vm/{Vm}"), ("vm.placed", $"vm/{OtherVm}")],
    };

    public static DateTimeOffset At(double second) => Start.AddSeconds(second);

    public static Ask Place(Guid vm, Guid nic, string vf, long generation, double begin, double end, double? lease = null) =>
        Ask(AskKind.Place, vm.ToString(), begin, end) with { Places = [new Place(vm, Host, lease is { } time ? At(time) : null, [new HeldVf(nic, vf, generation)])] };

    public static Ask Ask(AskKind kind, string subject, double begin, double end, AskOutcome outcome = AskOutcome.Acknowledged) =>
        new("client", kind, $"{kind} {begin}", [subject], At(begin), At(end), outcome);

    public static ClaimRow Claim(string vf, long generation, Guid vm, Guid nic) => new(vf, Host, generation, vm, nic, IsHeld: true, null);

    private static VmRow Row(Guid id, string name, Guid nic, string mac) => new(id, name, s_cluster, "placed", Host, 1024, 1, [new NicRow(nic, mac, HasVf: true)]);
}
