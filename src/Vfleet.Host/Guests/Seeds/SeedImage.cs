using System.Collections.Immutable;
using System.Text;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Problems;
using Vfleet.Linux.Files;

namespace Vfleet.Host.Guests.Seeds;

/// <summary>
/// The image from which cloud-init in a guest learns what it shall be (cloud-init's data source NoCloud: a file system with the label
/// <c>cidata</c>). It may hold passwords: only its owner reads it, and libvirt makes QEMU's user the owner while the guest runs
/// (dynamic_ownership of <c>qemu.conf</c>).
/// </summary>
/// <param name="stateDirectory">Where our files are; the images lie in <c>guests</c>.</param>
internal sealed class SeedImage(string stateDirectory)
{
    /// <summary>The most that <c>user-data</c> may have, in bytes.</summary>
    public const int MostBytes = 256 * 1024;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // QEMU runs as another user and must come through, without seeing what else lies there.
    private const UnixFileMode Passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private string Folder => Path.Join(Path.GetFullPath(stateDirectory), "guests");

    /// <summary>Where a guest's image lies.</summary>
    /// <param name="guest">The guest's UUID.</param>
    public string PathOf(Guid guest) => Path.Join(Folder, $"{guest:D}.iso");

    /// <summary>What stands against a seed.</summary>
    /// <param name="guest">The guest.</param>
    public static ImmutableArray<Problem> Check(GuestSpec guest) => guest.Seed is { } seed
        ? [.. new[] { Check("userData", seed.UserData), Check("networkConfig", seed.NetworkConfig ?? "") }.OfType<Problem>()]
        : [];

    /// <summary>Writes a guest's image; one that stands is replaced whole.</summary>
    /// <param name="guest">The guest, which has a seed.</param>
    /// <exception cref="IOException">The disk is full, read-only or broken.</exception>
    /// <exception cref="UnauthorizedAccessException">The caller may not write there.</exception>
    public void Write(GuestSpec guest)
    {
        Directory.CreateDirectory(Folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Folder, Passable);
        }

        DurableFile.Write(PathOf(guest.Id), Bytes(guest), OwnerOnly);
    }

    /// <summary>Removes a guest's image; none is no fault.</summary>
    /// <param name="guest">The guest's UUID.</param>
    /// <exception cref="IOException">The disk is read-only or broken.</exception>
    public void Remove(Guid guest) => DurableFile.Delete(PathOf(guest));

    /// <summary>Whether there is one.</summary>
    /// <param name="guest">The guest's UUID.</param>
    public bool Exists(Guid guest) => File.Exists(PathOf(guest));

    /// <summary>The image of a guest's seed.</summary>
    /// <param name="guest">The guest, which has a seed.</param>
    internal static byte[] Bytes(GuestSpec guest)
    {
        var seed = guest.Seed!;
        var files = ImmutableArray.CreateBuilder<IsoFile>();
        void Add(string name, string text) => files.Add(new IsoFile(name, Encoding.UTF8.GetBytes(text)));

        // cloud-init does its work for a new instance once: the instance is the VM.
        Add("meta-data", $"instance-id: {guest.Id:D}\nlocal-hostname: {Quoted(seed.HostName ?? guest.Name)}\n");
        if (seed.NetworkConfig is { } network)
        {
            Add("network-config", network);
        }

        Add("user-data", seed.UserData);
        return IsoImage.Write("cidata", files.ToImmutable());
    }

    // YAML's double quotes take what JSON's do.
    private static string Quoted(string text) => $"\"{System.Text.Json.JsonEncodedText.Encode(text)}\"";

    private static Problem? Check(string path, string text) => Encoding.UTF8.GetByteCount(text) is var bytes && bytes > MostBytes
        ? new Problem(
            ProblemCode.OutOfRange,
            $"{path} has {bytes} bytes, and a seed image takes at most {MostBytes}",
            "keep it shorter: let cloud-init fetch the rest ('#include' with an address)",
            $"seed.{path}")
        : null;
}
