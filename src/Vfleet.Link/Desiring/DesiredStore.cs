using System.Text.Json;
using Vfleet.Api.Agents;

namespace Vfleet.Link.Desiring;

/// <summary>
/// What the fleet last desired of the host, on the disk before it is acted on: without an engine, and after a reboot, the host is kept
/// as last desired.
/// </summary>
/// <param name="folder">Where it lies.</param>
/// <param name="host">The host's id: what is desired of another is not taken.</param>
internal sealed class DesiredStore(LinkFolder folder, Guid host)
{
    private volatile DesiredState? _current;

    /// <summary>It; null when nothing was ever told.</summary>
    public DesiredState? Current => _current;

    /// <summary>Reads what is on the disk. A file that cannot be understood is as none: the engine tells it again.</summary>
    public void Load()
    {
        try
        {
            _current = JsonSerializer.Deserialize(File.ReadAllBytes(folder.Desired), LinkJson.Default.DesiredState) is { } kept && kept.HostId == host ? kept : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            _current = null;
        }
    }

    /// <summary>Takes what the engine says.</summary>
    /// <param name="state">What it says.</param>
    /// <param name="before">What was desired until then; null for nothing.</param>
    /// <returns>Whether it is new; a lower generation than the kept one is late, and the same one is known.</returns>
    /// <exception cref="IOException">It cannot be written; what was kept still holds.</exception>
    public bool Take(DesiredState state, out DesiredState? before)
    {
        before = _current;
        if (state.HostId != host || state.Generation <= (_current?.Generation ?? -1))
        {
            return false;
        }

        LinkFolder.Write(folder.Desired, JsonSerializer.SerializeToUtf8Bytes(state, LinkJson.Default.DesiredState));
        _current = state;
        return true;
    }
}
