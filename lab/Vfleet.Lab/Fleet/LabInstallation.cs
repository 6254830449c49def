using Vfleet.Lab.Hosts;

namespace Vfleet.Lab.Fleet;

/// <summary>Vfleet on an emulated host, as the operations guide says.</summary>
public static class LabInstallation
{
    private const string Folder = "/root/vfleet";

    // What packaging/install takes along.
    private static readonly string[] s_files =
    [
        "packaging/install", "packaging/remove", "packaging/systemd/vfleet-agent.service", "packaging/systemd/vfleet-restore.service",
        "docs/operations.md", "docs/host-yaml.md", "docs/doctor-rules.md", "docs/joining.md",
    ];

    /// <summary>A command of a host that removes it with all that it has written down; nothing when it is not installed.</summary>
    public static string Removal => $"[ ! -e /usr/bin/vfleet ] || {Folder}/packaging/remove --state";

    /// <summary>Installs it; its agent runs when this returns.</summary>
    /// <param name="host">The host.</param>
    /// <param name="sources">The source tree, for its folders packaging and docs.</param>
    /// <param name="program">The published program on this machine.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when it is.</returns>
    /// <exception cref="LabException">A file is missing, or the host refuses.</exception>
    public static async Task InstallAsync(LabHost host, string sources, string program, CancellationToken cancellationToken = default)
    {
        await host.CopyInAsync(program, "/usr/local/bin/vfleet", cancellationToken);
        foreach (var file in s_files)
        {
            await host.CopyInAsync(Path.Join(sources, file), $"{Folder}/{file}", cancellationToken);
        }

        (await host.RunAsync($"{Folder}/packaging/install --program /usr/local/bin/vfleet", cancellationToken: cancellationToken)).OrThrow();
    }
}
