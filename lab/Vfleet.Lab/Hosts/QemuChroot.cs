using Vfleet.Lab.Image;
using Vfleet.Lab.Processes;

namespace Vfleet.Lab.Hosts;

/// <summary>
/// Runs QEMU and its tools from the image's own root file system: they are newer than the machine's, and the machine needs no QEMU at all.
/// Every mount lives in a mount namespace that ends with the program.
/// </summary>
internal static class QemuChroot
{
    /// <summary>The image's folder, inside.</summary>
    public const string Image = "/lab/image";

    /// <summary>The folder of the hosts' disks, inside.</summary>
    public const string Disks = "/lab/disks";

    /// <summary>The lab's state folder, inside.</summary>
    public const string Run = "/lab/run";

    private const string Script = """
        set -eu
        root=$1 image=$2 disks=$3 state=$4
        shift 4
        mkdir -p "$root/lab/image" "$root/lab/disks" "$root/lab/run"
        mount --make-rprivate /
        mount --rbind /dev "$root/dev"
        mount -t proc proc "$root/proc"
        mount --bind "$image" "$root/lab/image"
        mount --bind "$disks" "$root/lab/disks"
        mount --bind "$state" "$root/lab/run"
        exec chroot "$root" "$@"
        """;

    /// <summary>Runs a program of the root file system.</summary>
    /// <param name="image">The image.</param>
    /// <param name="lab">Name of the lab whose folders it sees.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <returns>Exit code and outputs.</returns>
    public static Task<CommandResult> RunAsync(
        LabImage image, string lab, string program, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        Command.RunAsync(
            "unshare",
            [
                "--mount", "bash", "-c", Script, "bash", image.Root, image.Folder, LabPaths.Disks(lab), LabPaths.StateOf(lab),
                program, .. arguments,
            ],
            cancellationToken: cancellationToken);
}
