using System.Xml.Linq;
using Vfleet.Lab.Hosts;
using Vfleet.Lab.Processes;

namespace Vfleet.Lab.Tests.OnHost;

/// <summary>
/// Runs, inside an emulated host, the tests of other projects that want its kernel, its igb PFs, netdevsim and its libvirt daemon (trait
/// Category=OnHost). Their results are counted by ./test like all others.
/// </summary>
public sealed class RealKernelTests(LabHostFixture fixture) : LabHostTest(fixture)
{
    private const string RuntimeFolder = "/opt/dotnet";

    [Theory]
    [InlineData("Vfleet.Linux.Tests")]
    [InlineData("Vfleet.Libvirt.Tests")]
    public Task Tests_that_want_a_real_kernel_pass_there(string project) => WithGuestsAsync(async () =>
    {
        var host = Host;
        await CopyRuntimeAsync(host, Token);
        await CopyFolderAsync(host, Path.GetFullPath(Path.Join(AppContext.BaseDirectory, "../../../..", project, "bin/Release/net10.0")), $"/opt/{project}", Token);

        // A host that other tests used: no VFs, no guests, nothing of ours.
        await host.ClearVfsAsync();
        await host.DoAsync("rm -rf /var/lib/vfleet");
        var run = await host.RunAsync(
            $"cd /opt/{project} && DOTNET_ROOT={RuntimeFolder} DOTNET_TieredPGO=0 ./{project} -noLogo -noColor -parallel none -trait Category=OnHost -xml /tmp/{project}.xml",
            TimeSpan.FromMinutes(12),
            Token);
        var results = Path.Join(
            Environment.GetEnvironmentVariable("VFLEET_TEST_RESULTS") ?? Path.GetTempPath(), $"{project}.OnHost.xml");
        await host.CopyOutAsync($"/tmp/{project}.xml", results, Token);

        run.ExitCode.ShouldBe(0, run.Output);
        var assembly = XDocument.Load(results).Descendants("assembly").Single();
        int.Parse(assembly.Attribute("passed")!.Value).ShouldBeGreaterThan(0, "no test ran at all");
    });

    private static async Task CopyRuntimeAsync(LabHost host, CancellationToken stop)
    {
        if ((await host.RunAsync($"test -d {RuntimeFolder}/shared", cancellationToken: stop)).Succeeded)
        {
            return;
        }

        // The runtime that runs this very test: .../shared/Microsoft.NETCore.App/VERSION/
        var framework = Path.TrimEndingDirectorySeparator(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory());
        var root = Path.GetFullPath(Path.Join(framework, "../../.."));
        var version = Path.GetFileName(framework);
        await CopyTarAsync(host, root, $"host/fxr shared/Microsoft.NETCore.App/{version}", RuntimeFolder, stop);
    }

    private static Task CopyFolderAsync(LabHost host, string folder, string target, CancellationToken stop) =>
        CopyTarAsync(host, folder, ".", target, stop);

    private static async Task CopyTarAsync(LabHost host, string folder, string names, string target, CancellationToken stop)
    {
        var archive = Path.Join(Path.GetTempPath(), $"vfleet-{Guid.NewGuid():N}.tar.gz");
        try
        {
            var tar = await Command.RunAsync("tar", ["-C", folder, "-czf", archive, .. names.Split(' ')], cancellationToken: stop);
            tar.OrThrow();
            await host.CopyInAsync(archive, "/tmp/copy.tar.gz", stop);
            (await host.RunAsync($"mkdir -p {target} && tar -C {target} -xzf /tmp/copy.tar.gz && rm /tmp/copy.tar.gz", cancellationToken: stop)).OrThrow();
        }
        finally
        {
            File.Delete(archive);
        }
    }
}
