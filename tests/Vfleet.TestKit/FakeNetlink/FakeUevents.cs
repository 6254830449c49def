using System.Text;

namespace Vfleet.TestKit.FakeNetlink;

/// <summary>Uevents in the kernel's form (lib/kobject_uevent.c).</summary>
internal static class FakeUevents
{
    private static int s_sequence;

    public static byte[] Encode(string action, string devpath, string subsystem, IEnumerable<(string Key, string Value)> properties)
    {
        var text = new StringBuilder();
        text.Append(action).Append('@').Append(devpath).Append('\0');
        (string Key, string Value)[] first = [("ACTION", action), ("DEVPATH", devpath), ("SUBSYSTEM", subsystem)];
        foreach (var (key, value) in first.Concat(properties).Append(("SEQNUM", $"{Interlocked.Increment(ref s_sequence)}")))
        {
            text.Append(key).Append('=').Append(value).Append('\0');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
