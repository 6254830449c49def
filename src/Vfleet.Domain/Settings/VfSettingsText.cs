namespace Vfleet.Domain.Settings;

/// <summary>The names and texts of settings, as `ip link` and the command line write them.</summary>
public static class VfSettingsText
{
    /// <summary>The settings that say something, in the order of writing.</summary>
    /// <param name="settings">The settings.</param>
    /// <returns>Name and value of each.</returns>
    public static IEnumerable<(string Name, string Value)> Parts(VfSettings settings)
    {
        if (settings.Mac is { } mac)
        {
            yield return ("mac", mac.ToString());
        }

        if (settings.Vlan is { } vlan)
        {
            yield return ("vlan", vlan.ToString());
        }

        if (settings.MinRate is { } minRate)
        {
            yield return ("min-rate", GuaranteedRate(minRate));
        }

        if (settings.MaxRate is { } maxRate)
        {
            yield return ("max-rate", Rate(maxRate));
        }

        if (settings.SpoofCheck is { } spoofCheck)
        {
            yield return ("spoof-check", OnOff(spoofCheck));
        }

        if (settings.Trust is { } trust)
        {
            yield return ("trust", OnOff(trust));
        }

        if (settings.LinkState is { } linkState)
        {
            yield return ("link-state", LinkState(linkState));
        }

        if (settings.RssQuery is { } rssQuery)
        {
            yield return ("rss-query", OnOff(rssQuery));
        }

        if (settings.NodeGuid is { } nodeGuid)
        {
            yield return ("node-guid", Guid(nodeGuid));
        }

        if (settings.PortGuid is { } portGuid)
        {
            yield return ("port-guid", Guid(portGuid));
        }
    }

    /// <summary><c>on</c> or <c>off</c>.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The text.</returns>
    public static string OnOff(bool value) => value ? "on" : "off";

    /// <summary><c>auto</c>, <c>enable</c> or <c>disable</c>.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The text.</returns>
    public static string LinkState(VfLinkState value) => value switch
    {
        VfLinkState.Auto => "auto",
        VfLinkState.Enable => "enable",
        VfLinkState.Disable => "disable",
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, null),
    };

    /// <summary>A guaranteed rate: <c>none</c> for 0, else for example <c>100 Mbit/s</c>.</summary>
    /// <param name="megabits">Rate in Mbit/s.</param>
    /// <returns>The text.</returns>
    public static string GuaranteedRate(uint megabits) => megabits == 0 ? "none" : Rate(megabits);

    /// <summary>A limit: <c>unlimited</c> for 0, else for example <c>500 Mbit/s</c>.</summary>
    /// <param name="megabits">Rate in Mbit/s.</param>
    /// <returns>The text.</returns>
    public static string Rate(uint megabits) => megabits == 0 ? "unlimited" : $"{megabits} Mbit/s";

    /// <summary>Eight octets with colons, as <c>ip link</c> writes GUIDs.</summary>
    /// <param name="guid">The GUID.</param>
    /// <returns>The text.</returns>
    public static string Guid(ulong guid) => string.Join(':', Enumerable.Range(0, 8).Select(i => $"{(byte)(guid >> (56 - (8 * i))):x2}"));
}
