namespace Vfleet.Lab.Guests;

/// <summary>The guest that every emulated host has (lab/image/build-image): its kernel, its initrd, and what its init reads from the command line.</summary>
public static class GuestImage
{
    /// <summary>Its kernel, in a host.</summary>
    public const string Kernel = "/var/lib/vfleet-lab/guest/vmlinuz";

    /// <summary>Its initrd, in a host.</summary>
    public const string Initrd = "/var/lib/vfleet-lab/guest/initrd";

    /// <summary>The words of <c>vfleet vm add</c> that make a small VM of it.</summary>
    /// <param name="address">IPv4 address of its first VF, in a /24.</param>
    /// <param name="watched">Address of which it says on its console when it begins or ceases to answer; null for none.</param>
    /// <returns>They.</returns>
    public static string Words(string address, string? watched = null) =>
        $"--memory 192 --kernel {Kernel} --initrd {Initrd} --cmdline \"console=ttyS0 quiet no_timer_check vfleet.ip={address}/24{(watched is null ? "" : $" vfleet.ping={watched}")}\"";
}
