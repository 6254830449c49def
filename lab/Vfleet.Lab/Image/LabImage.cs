namespace Vfleet.Lab.Image;

/// <summary>A built image: what a host boots from, and the root file system whose QEMU runs it.</summary>
/// <param name="BaseKey">Key of the root file system.</param>
/// <param name="ImageKey">Key of the disk image made of it.</param>
public sealed record LabImage(string BaseKey, string ImageKey)
{
    /// <summary>Folder with <c>host.ext4</c>, <c>vmlinuz</c> and <c>initrd.img</c>.</summary>
    public string Folder => Path.Combine(LabPaths.Cache, $"image-{ImageKey}");

    /// <summary>Folder with <c>rootfs</c>: the chroot that QEMU and its tools run from.</summary>
    public string BaseFolder => Path.Combine(LabPaths.Cache, $"base-{BaseKey}");

    /// <summary>The chroot itself.</summary>
    public string Root => Path.Combine(BaseFolder, "rootfs");

    /// <summary>Whether both parts are there.</summary>
    public bool IsBuilt => Directory.Exists(Folder) && Directory.Exists(Root);

    /// <summary>The image that this version of the lab wants.</summary>
    public static LabImage Current => new(ImageSources.BaseKey, ImageSources.ImageKey);
}
