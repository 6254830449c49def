using Vfleet.Lab.Fleet;

namespace Vfleet.Lab.Tests.OnHost;

/// <summary>An emulated host in a fleet: the engine runs here, the host reaches it as the machine that it runs on.</summary>
[Collection(LabHostFixture.Second)]
public sealed class FleetTests(LabHostFixture fixture) : LabHostTest(fixture)
{
    /// <summary>The engine's program.</summary>
    public static string Program => Environment.GetEnvironmentVariable("VFLEET_ENGINE_PROGRAM")
        ?? throw new InvalidOperationException("VFLEET_ENGINE_PROGRAM must name vfleetd; ./test sets it");

    [Fact]
    public async Task A_host_joins_and_its_number_of_VFs_is_planned_and_changed_from_the_engine_and_kept_without_it()
    {
        var folder = Directory.CreateTempSubdirectory("vfleet-fleet").FullName;
        try
        {
            await using var installed = await InstalledVfleet.OnAsync(Host, Token);
            var vfleet = installed.Program;
            await using var engine = await LabEngine.StartAsync(Program, VfleetProgram.Published, folder, cancellationToken: Token);
            await engine.JoinAsync(Host, Token);
            (await engine.AskAsync("pf list --host h1", Token)).ToString().ShouldContain(Host.Pfs[0].Address.ToString());

            // The plan is the host's own, and asking for it changes nothing.
            (await engine.DoAsync($"pf set {vfleet.Pf} --host h1 --vfs 4 --dry-run", Token)).Output.ShouldContain("4");
            (await vfleet.ReadAsync(Count(vfleet))).ShouldBe("0");

            await engine.DoAsync($"pf set {vfleet.Pf} --host h1 --vfs 4 --wait", Token);
            (await vfleet.ReadAsync(Count(vfleet))).ShouldBe("4");
            await Eventually.IsAsync(async () => (await VfsAsync(engine)).Contains("\"index\":3", StringComparison.Ordinal));

            // VMs get its VFs, and none of them is taken away; what was given up is free again when the host says that it is clean.
            await engine.DoAsync("network add red --vlan 100", Token);
            await engine.DoAsync("profile add red/fast --passthrough required", Token);
            await engine.DoAsync("vm add a", Token);
            await engine.DoAsync("nic add a --profile red/fast", Token);
            await engine.DoAsync("nic add a --profile red/fast", Token);
            await engine.DoAsync("vm place a", Token);
            (await VfsAsync(engine)).ShouldContain("held");
            var refused = await engine.RunAsync($"pf set {vfleet.Pf} --host h1 --vfs 2", Token);
            refused.ExitCode.ShouldNotBe(0);
            refused.Error.ShouldContain("VF_COUNT_FIXED");
            await engine.DoAsync("vm release a", Token);
            await Eventually.IsAsync(async () => !(await VfsAsync(engine)).Contains("releasing", StringComparison.Ordinal));

            // Without an engine the host stays what it was last wished to be, over a reboot too.
            await engine.EndAsync(cancellationToken: Token);
            await installed.PowerCutAsync(Token);
            (await vfleet.ReadAsync(Count(vfleet))).ShouldBe("4");
            await engine.StartAsync(Token);
            await Eventually.IsAsync(async () => (await engine.AskAsync("host show h1", Token)).GetProperty("status").GetString() == "up");
            await engine.DoAsync("host revoke h1", Token);
            await Eventually.IsAsync(async () => (await vfleet.RunAsync("status")).Output.Contains("revoked", StringComparison.OrdinalIgnoreCase));
            (await vfleet.ReadAsync(Count(vfleet))).ShouldBe("4");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Count(VfleetProgram vfleet) => $"/sys/class/net/{vfleet.Pf}/device/sriov_numvfs";

    private static async Task<string> VfsAsync(LabEngine engine) =>
        (await engine.DoAsync("vf list --host h1 --json", Token)).Output.Replace(" ", "", StringComparison.Ordinal);
}
