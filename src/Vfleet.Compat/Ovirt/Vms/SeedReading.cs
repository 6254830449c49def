using System.Text;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Problems;

namespace Vfleet.Compat.Ovirt.Vms;

/// <summary>Makes of oVirt's <c>initialization</c> what cloud-init in the guest reads (cloud-init's modules Set Passwords, SSH, Timezone; network configuration version 2).</summary>
internal static class SeedReading
{
    private const string Root = "initialization";
    private const string Header = "#cloud-config";

    private static readonly (string Tag, string What)[] s_impossible =
    [
        ("active_directory_ou", "Windows' sysprep"), ("domain", "joining a domain"), ("input_locale", "Windows' sysprep"), ("org_name", "Windows' sysprep"),
        ("system_locale", "Windows' sysprep"), ("ui_language", "Windows' sysprep"), ("user_locale", "Windows' sysprep"), ("windows_license_key", "Windows' sysprep"),
        ("configuration", "a configuration of another system"),
    ];

    /// <summary>Reads it.</summary>
    /// <param name="reading">What was sent; it has an <c>initialization</c>.</param>
    /// <param name="before">What the VM has.</param>
    /// <returns>What cloud-init is told; null when nothing is.</returns>
    public static GuestSeed? Read(ElementReading reading, GuestSeed? before)
    {
        foreach (var (tag, what) in s_impossible)
        {
            if (Sent(tag) is not null)
            {
                reading.Add(new Problem(OvirtCode.NotHere, $"{what} ({Root}/{tag}) is nothing that cloud-init in a guest does", "leave it out", $"{Root}/{tag}"));
            }
        }

        var data = new StringBuilder();
        Users(data, reading);
        Say(data, "ssh_authorized_keys", Lines(Sent("authorized_ssh_keys")));
        Say(data, "ssh_deletekeys", reading.Truth($"{Root}/regenerate_ssh_keys") is true ? "true" : null);
        Say(data, "timezone", Quoted(Sent("timezone")));
        var network = NetworkSeed.Read(reading, out var servers);
        Say(data, "manage_resolv_conf", servers is null ? null : "true");
        Say(data, "resolv_conf", servers?.ToJsonString());
        var user = WithScript(reading, data.ToString(), Raw("custom_script"));
        var host = reading.Text($"{Root}/host_name") is { Length: > 0 } name ? name : null;
        return user.Length == 0 && network is null && host is null && reading.Root.Find(Root)!.Children.Count == 0
            ? null
            : new GuestSeed { UserData = user, NetworkConfig = network?.ToJsonString() ?? before?.NetworkConfig, HostName = host };

        string? Sent(string tag) => reading.Root.Find($"{Root}/{tag}") is { Children.Count: 0, Text: { } text } && text.Trim() is { Length: > 0 } some ? some : null;

        string Raw(string tag) => reading.Root.Find($"{Root}/{tag}")?.Text ?? "";
    }

    // As oVirt's engine does: the password is that of the user who is named, else of root.
    private static void Users(StringBuilder data, ElementReading reading)
    {
        var name = reading.Text($"{Root}/user_name") is { Length: > 0 } some ? some : null;
        var password = reading.Text($"{Root}/root_password") is { Length: > 0 } secret ? secret : null;
        Say(data, "user", Quoted(name ?? (password is null ? null : "root")));
        if (password is not null)
        {
            Say(data, "password", Quoted(password));
            data.Append("chpasswd: {\"expire\": false}\nssh_pwauth: true\n");
        }

        if ((name ?? (password is null ? null : "root")) == "root")
        {
            data.Append("disable_root: false\n");
        }
    }

    private static string WithScript(ElementReading reading, string data, string script)
    {
        if (script.Trim().Length == 0)
        {
            return data.Length == 0 ? "" : $"{Header}\n{data}";
        }

        var first = script.TrimStart();
        if (first.StartsWith(Header, StringComparison.Ordinal))
        {
            var end = first.IndexOf('\n', StringComparison.Ordinal);
            return $"{Header}\n{data}{(end < 0 ? "" : first[(end + 1)..])}";
        }

        // Anything else that cloud-init knows has a first line of its own, which only a whole file can have.
        if (first.StartsWith("#!", StringComparison.Ordinal) || first.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase))
        {
            if (data.Length == 0)
            {
                return first;
            }

            reading.Add(new Problem(
                OvirtCode.NotHere,
                "a custom_script that is no cloud-config cannot stand beside users, keys or a time zone",
                "send it as runcmd or write_files of a cloud-config, or alone",
                $"{Root}/custom_script"));
            return "";
        }

        return $"{Header}\n{data}{script}";
    }

    private static string? Lines(string? text) => text is null
        ? null
        : $"[{string.Join(", ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Quoted))}]";

    // A double-quoted scalar of YAML 1.2 (5.7): letters stand for themselves. JSON's writer would take those beyond 16 bits apart, which YAML does not know.
    private static string? Quoted(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var quoted = new StringBuilder("\"");
        foreach (var letter in text)
        {
            quoted.Append(letter switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                _ when char.IsControl(letter) || letter is '\u2028' or '\u2029' => $"\\u{(int)letter:x4}",
                _ => letter.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    private static void Say(StringBuilder data, string key, string? value)
    {
        if (value is not null)
        {
            data.Append(key).Append(": ").Append(value).Append('\n');
        }
    }
}
