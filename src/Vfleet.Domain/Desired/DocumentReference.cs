using System.Text;

namespace Vfleet.Domain.Desired;

/// <summary>The reference of the host's document, made of its schema.</summary>
public static class DocumentReference
{
    /// <summary>A document that uses most keys.</summary>
    public const string Example = """
        neverTouch:
          - netdev: eno*
        networks:
          storage:
            - netdev: enp3s0f?
        pfs:
          - netdev: enp1s0f0
            vfs: 8
            driver: vfio
            up: true
            settings:
              0-3: { vlan: 100, trust: true, spoofCheck: false }
              4: { mac: 52:54:00:12:34:56, maxRate: 500 }
          - network: storage
            vfs: 4
            driver: host
            mtu: 9000
          - address: 0000:05:00.0
            ownership: external
            settings:
              8-15: { vlan: 200 }

        """;

    private const string Introduction = """
        # host.yaml

        What one host shall be. `vfleet plan` shows what it takes, `vfleet apply` makes it so. It lies at `/etc/vfleet/host.yaml` unless `--file` names another.

        This page is printed by `vfleet help host-yaml`, from the table that the document is checked against.

        - Every problem is told at once, with line, column, the path of keys and what to write instead.
        - One entry of `pfs` may mean several PFs. When two mean the same PF, the one with its exact `address` wins; two others are an error, and so is an
          entry that means a PF of `neverTouch`.
        - An entry that means no PF of this host is a warning; with `required: true` an error.
        - What is left out stays as it is. A PF that no entry means is left alone.
        - VFs that a guest, another process or a container has keep their settings and driver, and are named in the plan. Only a change of the number of VFs or
          of the eswitch mode needs them free; it is refused for that PF, and the others go on.
        - PFs are changed side by side, each with its own undo.
        - Numbers are decimal; one with a leading 0 is refused, for programs disagree about what it means. `true` and `false` are the only switches. Anchors,
          aliases and tags are refused; names that begin with `*` need quotes.


        """;

    /// <summary>The whole reference as Markdown.</summary>
    /// <returns>The text, with line ends as on Linux.</returns>
    public static string Markdown()
    {
        var text = new StringBuilder(Introduction).Append("```yaml\n").Append(Example).Append("```\n");
        foreach (var section in DocumentSchema.Sections)
        {
            text.Append($"\n## {char.ToUpperInvariant(section.Title[0])}{section.Title[1..]}\n\n{section.About}\n\n");
            text.Append("| key | value | when left out | meaning | example |\n|---|---|---|---|---|\n");
            foreach (var key in section.Keys)
            {
                text.Append($"| `{key.Name}` | {key.Shape.Description} | {key.Default} | {key.Meaning} | `{key.Example}` |\n");
            }
        }

        return text.ToString();
    }
}
