namespace Vfleet.Lab.Tests;

/// <summary>Whether tests that need an emulated host run, and under which names.</summary>
internal static class LabTests
{
    private static int s_count;

    /// <summary>Set by <c>./test --no-lab</c>. Without it, a machine that cannot run the lab fails these tests and says why.</summary>
    public static bool IsOff => string.Equals(Environment.GetEnvironmentVariable("VFLEET_NO_LAB"), "1", StringComparison.Ordinal);

    public static void SkipWithoutLab() => Assert.SkipWhen(IsOff, "VFLEET_NO_LAB=1: tests on an emulated host are off");

    /// <summary>Options of a lab whose name no other test process of this machine has, and which does not outlive this one.</summary>
    public static LabOptions NewLab()
    {
        var letter = (char)('a' + ((Interlocked.Increment(ref s_count) - 1) % 26));
        return new LabOptions($"t{Environment.ProcessId % 100_000}{letter}") { EndsWithProcess = true };
    }
}
