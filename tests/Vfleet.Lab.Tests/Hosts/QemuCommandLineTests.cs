using Vfleet.Lab.Hosts;
using Vfleet.Lab.Variants;

namespace Vfleet.Lab.Tests.Hosts;

public sealed class QemuCommandLineTests
{
    public static TheoryData<string> Variants => [.. LabVariants.All.Select(variant => variant.Name)];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Every_PF_is_plugged_in_once_behind_a_bus_that_is_made_before_it(string variant)
    {
        var machine = Machine(LabVariants.Find(variant)!);
        var line = QemuCommandLine.Build(machine);

        foreach (var pf in machine.Pfs)
        {
            var device = line.Single(argument => Has(argument, "igb,") && Has(argument, $"mac={pf.Mac},"));
            var bus = device.Split(',').Single(part => part.StartsWith("bus=", StringComparison.Ordinal))[4..];
            var before = line.TakeWhile(argument => argument != device);
            (bus == "pcie.0" || before.Any(argument => Has(argument, $",id={bus},"))).ShouldBeTrue(device);
            line.Count(argument => Has(argument, $"ifname={pf.Port},")).ShouldBe(1);
        }
    }

    [Fact]
    public void No_two_hosts_share_a_MAC_address_or_a_port()
    {
        var lines = Enumerable.Range(1, 9).SelectMany(host => QemuCommandLine.Build(Machine(LabVariants.Standard, host))).ToList();

        Values(lines, "mac=").ShouldBeUnique(StringComparer.Ordinal);
        Values(lines, "ifname=").ShouldBeUnique(StringComparer.Ordinal);
        Values(lines, "ifname=").ShouldAllBe(name => name.Length <= 15);
    }

    [Fact]
    public void The_variants_differ_in_what_they_are_named_for()
    {
        string Line(LabVariant variant) => string.Join(' ', QemuCommandLine.Build(Machine(variant)));

        Line(LabVariants.Standard).ShouldContain("intel-iommu,intremap=on");
        Line(LabVariants.NoIommu).ShouldNotContain("intel-iommu");
        Line(LabVariants.NoIommu).ShouldNotContain("intel_iommu=on");
        Line(LabVariants.NoIntremap).ShouldContain("intel-iommu,intremap=off");
        Line(LabVariants.NotBehindRootPort).ShouldNotContain("pcie-root-port");
        Line(LabVariants.TwoNuma).ShouldContain("numa_node=1");
    }

    private static bool Has(string argument, string part) => argument.Contains(part, StringComparison.Ordinal);

    private static List<string> Values(IEnumerable<string> line, string key)
    {
        var parts = line.SelectMany(argument => argument.Split(','));
        return [.. parts.Where(part => part.StartsWith(key, StringComparison.Ordinal)).Select(part => part[key.Length..])];
    }

    private static QemuMachine Machine(LabVariant variant, int host = 1)
    {
        const string lab = "lab1234";
        LabPf[] pfs = [.. QemuCommandLine.Pfs(variant, lab, host, 2)];
        return new QemuMachine(lab, $"h{host}", host, variant, pfs, 2222, $"172.31.0.{host}", "ssh-ed25519 AAAA lab", "tcg");
    }
}
