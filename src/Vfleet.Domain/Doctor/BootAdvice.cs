namespace Vfleet.Domain.Doctor;

/// <summary>How kernel arguments are changed, said once.</summary>
internal static class BootAdvice
{
    private const string Regenerate = "run 'update-grub' (Debian, Ubuntu) or 'grub2-mkconfig -o /boot/grub2/grub.cfg', and restart the host";

    /// <summary>To give an argument.</summary>
    public static string Add(string argument) => $"add {argument} to GRUB_CMDLINE_LINUX in /etc/default/grub, {Regenerate}";

    /// <summary>To take an argument away.</summary>
    public static string Remove(string argument) => $"remove {argument} from GRUB_CMDLINE_LINUX in /etc/default/grub, {Regenerate}";
}
