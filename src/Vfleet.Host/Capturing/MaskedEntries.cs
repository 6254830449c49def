using System.Buffers.Binary;
using System.Text;
using Vfleet.Host.Answers;
using Vfleet.Host.Examining;
using Vfleet.Linux.Pci;

namespace Vfleet.Host.Capturing;

/// <summary>The entries of a capture with other MAC addresses in place of the real ones: in contents, names and links alike.</summary>
/// <param name="entries">The entries as they were read.</param>
internal sealed class MaskedEntries(IEnumerable<CapturedEntry> entries)
{
    // Latin-1 keeps every byte as it is.
    private static readonly Encoding Bytes = Encoding.Latin1;

    private readonly CapturedEntry[] _entries = [.. entries];
    private readonly MacText _text = new(new MacMask());

    /// <summary>Answers without the ids of ports and switches, which cards build of a MAC address that stands nowhere else. The ids of switches
    /// are numbered instead, for which links share one counts.</summary>
    /// <param name="answers">The answers.</param>
    /// <returns>The answers without them.</returns>
    public static AnswersDocument WithoutPortIds(AnswersDocument answers)
    {
        var switches = new Dictionary<string, string>(StringComparer.Ordinal);
        return answers with
        {
            Links =
            [
                .. answers.Links.Select(link => link with
                {
                    PhysPortId = null,
                    PhysSwitchId = link.PhysSwitchId is { } id ? Numbered(switches, id) : null,
                }),
            ],
        };
    }

    /// <summary>Masks them.</summary>
    /// <returns>The entries.</returns>
    public IEnumerable<CapturedEntry> All()
    {
        foreach (var entry in _entries.Where(IsText))
        {
            _text.Learn(Bytes.GetString(entry.Content.Span));
        }

        var switches = new Dictionary<string, string>(StringComparer.Ordinal);
        return _entries.Select(entry => entry with
        {
            Folder = _text.Mask(entry.Folder),
            Name = _text.Mask(entry.Name),
            Target = _text.Mask(entry.Target),
            Content = Content(entry, switches),
        });
    }

    private ReadOnlyMemory<byte> Content(CapturedEntry entry, Dictionary<string, string> switches)
    {
        if (entry.Name == "phys_switch_id")
        {
            return Bytes.GetBytes(Numbered(switches, Bytes.GetString(entry.Content.Span).Trim()) + "\n");
        }

        if (entry.Name == "config")
        {
            return WithoutSerial(entry.Content);
        }

        if (!IsText(entry))
        {
            return entry.Content;
        }

        var text = Bytes.GetString(entry.Content.Span);
        var masked = _text.Mask(text);
        return ReferenceEquals(masked, text) ? entry.Content : Bytes.GetBytes(masked);
    }

    // Numbers of the kernel's, in which a chance run of digits must not be taken for an address.
    private static bool IsText(CapturedEntry entry) =>
        entry.Kind == CapturedKind.File && entry.Content.Length >= 12
        && entry.Name is not ("config" or "resource" or "modalias" or "reserved_regions" or "stack" or "modules.alias" or "modules.builtin" or "modules");

    private static string Numbered(Dictionary<string, string> ids, string id)
    {
        if (!ids.TryGetValue(id, out var number))
        {
            ids[id] = number = (ids.Count + 1).ToString("x12");
        }

        return number;
    }

    private static ReadOnlyMemory<byte> WithoutSerial(ReadOnlyMemory<byte> config)
    {
        if (new PciConfigSpace(config).Extended(ConfigSpace.DeviceSerialNumber) is not { } at || at + 12 > config.Length)
        {
            return config;
        }

        var changed = config.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(changed.AsSpan(at + 4), 0);
        return changed;
    }
}
