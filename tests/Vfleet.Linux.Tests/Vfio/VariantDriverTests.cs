using System.Text;
using System.Text.RegularExpressions;
using Vfleet.Linux.Vfio;
using Vfleet.TestKit.FakeSysfs;

namespace Vfleet.Linux.Tests.Vfio;

public sealed class VariantDriverTests
{
    private const string Mlx5 = "pci:v000015B3d0000101Esv000015B3sd00000061bc02sc00i00";

    private const string Aliases = """
        # Aliases extracted from modules themselves.
        alias pci:v000015B3d0000101Esv*sd*bc*sc*i* mlx5_core
        alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci
        alias vfio_pci:v000015B3d0000101Esv*sd*bc*sc*i* mlx5_vfio_pci
        alias vfio_pci:v000015B3d*sv*sd*bc*sc*i* too_wide
        alias vfio_pci:v000019E5d0000A251sv*sd*bc*sc*i* hisi_acc_vfio_pci
        alias vfio_pci:
        alias vfio_pci:lonely

        """;

    [Fact]
    public void The_match_with_the_fewest_wildcards_wins() =>
        VariantDriver.Find(Encoding.ASCII.GetBytes(Aliases), Mlx5).ShouldBe("mlx5_vfio_pci");

    [Fact]
    public void A_device_without_a_driver_of_its_own_gets_the_generic_one()
    {
        using var host = new FakeHost();
        VariantDriver.Find(host.Root, Mlx5).ShouldBeNull("an unreadable list is not the same as none");
        host.Files.Write("proc/sys/kernel/osrelease", "6.12.0-test\n");
        host.Files.Write("lib/modules/6.12.0-test/modules.alias", "alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci\nalias vfio_pci:v000015B3d0000101Esv*sd*bc*sc*i* mlx5_vfio_pci\n");
        VariantDriver.Find(host.Root, Mlx5).ShouldBe("mlx5_vfio_pci");
        VariantDriver.Find(host.Root, "pci:v00008086d000010CAsv00008086sd00000001bc02sc00i00").ShouldBe("vfio-pci");
    }

    [Fact]
    public void Modules_are_found_loaded_built_in_loadable_or_absent()
    {
        using var host = new FakeHost();
        host.Files.Write("proc/sys/kernel/osrelease", "6.12.0-test\n");
        host.Files.Write("lib/modules/6.12.0-test/modules.builtin", "kernel/drivers/vfio/vfio.ko\nkernel/drivers/net/tun.ko\n");
        host.Files.Write("lib/modules/6.12.0-test/modules.dep", "kernel/drivers/vfio/pci/vfio-pci.ko.xz: kernel/drivers/vfio/pci/vfio-pci-core.ko.xz\n");
        host.Files.Write("sys/module/igb/initstate", "live\n");
        host.Files.Write("sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts", "N\n");
        var modules = new KernelModules(host.Root);
        modules.State("igb").ShouldBe(ModuleState.Loaded);
        modules.State("vfio").ShouldBe(ModuleState.BuiltIn);
        modules.State("vfio-iommu-type1").ShouldBe(ModuleState.BuiltIn, "a directory without initstate");
        modules.State("vfio_pci").ShouldBe(ModuleState.Loadable);
        modules.State("vfio-pci-core").ShouldBe(ModuleState.Absent, "named only as what another needs");
        modules.Parameter("vfio-iommu-type1", "allow_unsafe_interrupts").ShouldBe("N");
        modules.Parameter("igb", "max_vfs").ShouldBeNull();
        modules.PciDriver("vfio-pci").ShouldBeNull();
        host.Files.Write("sys/module/vfio_pci/drivers/pci:vfio-pci/bind", "");
        modules.PciDriver("vfio-pci").ShouldBe("vfio-pci");
    }

    [Fact]
    public void Patterns_match_as_a_regular_expression_would()
    {
        var random = new Random(5);
        var matches = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var pattern = Word(random, "ab*?", 8);
            var text = Word(random, "ab", 8);
            var expected = Regex.IsMatch(text, "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$");
            VariantDriver.Matches(Encoding.ASCII.GetBytes(pattern), Encoding.ASCII.GetBytes(text)).ShouldBe(expected, $"{pattern} on {text}");
            matches += expected ? 1 : 0;
        }

        matches.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void A_malicious_pattern_takes_no_exponential_time() =>
        VariantDriver.Matches(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a*", 200)) + "b"), Encoding.ASCII.GetBytes(new string('a', 4000)))
            .ShouldBeFalse();

    [Fact]
    public void Damaged_alias_files_are_borne()
    {
        var random = new Random(3);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = Encoding.ASCII.GetBytes(Aliases);
            for (var i = 0; i < 20; i++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var found = VariantDriver.Find(bytes.AsSpan(0, random.Next(bytes.Length)), Mlx5);
            (found is null || !found.Contains('\n')).ShouldBeTrue();
        }
    }

    private static string Word(Random random, string letters, int most) =>
        new([.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => letters[random.Next(letters.Length)])]);
}
