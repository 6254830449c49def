using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vfleet.Lab.Image;
using Vfleet.Lab.Processes;

namespace Vfleet.Lab.Hosts;

/// <summary>What is written down about a lab that runs, in <c>/run/vfleet-lab/NAME/lab.json</c>.</summary>
/// <param name="Name">The lab's name.</param>
/// <param name="Variant">Name of its variant.</param>
/// <param name="Image">What its hosts boot from.</param>
/// <param name="PfsPerHost">PFs of each host.</param>
/// <param name="KeepDisks">Whether <c>down</c> leaves the hosts' disks for the next <c>up</c>.</param>
/// <param name="Owner">The process that it must not outlive; absent when a person started it.</param>
/// <param name="Hosts">Its hosts.</param>
public sealed record LabState(
    string Name, string Variant, LabImage Image, int PfsPerHost, bool KeepDisks, ProcessIdentity? Owner, ImmutableArray<LabHostState> Hosts)
{
    private const string FileName = "lab.json";

    /// <summary>Reads the state of one lab.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The state, or <see langword="null"/> when there is no such lab.</returns>
    public static LabState? Read(string name)
    {
        try
        {
            using var file = File.OpenRead(Path.Combine(LabPaths.StateOf(name), FileName));
            return JsonSerializer.Deserialize(file, LabStateJson.Default.LabState);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new LabException(
                $"the state of lab {name} cannot be read: {e.Message} Remove {LabPaths.StateOf(name)} if no QEMU of it runs.", e);
        }
    }

    /// <summary>Reads the state of all labs of this machine.</summary>
    /// <returns>The states, by name.</returns>
    public static ImmutableArray<LabState> ReadAll()
    {
        var folder = new DirectoryInfo(LabPaths.State);
        return folder.Exists
            ? [.. folder.GetDirectories().Select(lab => lab.Name).Order(StringComparer.Ordinal).Select(Read).OfType<LabState>()]
            : [];
    }

    /// <summary>Writes the state, whole or not at all.</summary>
    public void Write()
    {
        var path = Path.Combine(LabPaths.StateOf(Name), FileName);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(this, LabStateJson.Default.LabState));
        File.Move(path + ".new", path, overwrite: true);
    }
}

/// <summary>What is written down about one host.</summary>
/// <param name="Name">Its name, e.g. <c>h1</c>.</param>
/// <param name="Index">1 for the first host of a lab.</param>
/// <param name="SshPort">TCP port on 127.0.0.1 that leads to its sshd.</param>
/// <param name="Qemu">The QEMU that runs it; absent while its power is off.</param>
public sealed record LabHostState(string Name, int Index, int SshPort, ProcessIdentity? Qemu);

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(LabState))]
internal sealed partial class LabStateJson : JsonSerializerContext;
