using Vfleet.Lab.Requirements;

namespace Vfleet.Lab.Tests.Requirements;

public sealed class LabRequirementsTests
{
    [Theory]
    [InlineData("MemTotal: 1 kB\nMemAvailable:   24691356 kB\n", 24691356L * 1024)]
    [InlineData("MemTotal: 1 kB\n", 0L)]
    [InlineData("MemAvailable:", 0L)]
    [InlineData("MemAvailable: many kB", 0L)]
    public void Available_memory_is_read_from_meminfo(string text, long expected) =>
        LabRequirements.AvailableMemoryBytes(text).ShouldBe(expected);

    [Fact]
    public void All_that_is_missing_is_told_at_once_with_its_remedy()
    {
        var lacking = new LabRequirements([new("/dev/net/tun", "modprobe tun"), new("root", "run as root")]);

        var error = Should.Throw<LabException>(lacking.OrThrow);
        error.Message.ShouldBe("This machine cannot run the lab. Missing:\n- /dev/net/tun: modprobe tun\n- root: run as root");
    }

    [Fact]
    public void This_machine_can_run_the_lab()
    {
        LabTests.SkipWithoutLab();

        LabRequirements.Check().OrThrow();
    }
}
