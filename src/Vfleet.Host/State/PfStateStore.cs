using System.Collections.Immutable;
using System.Text.Json;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Linux.Files;
using Vfleet.Primitives;

namespace Vfleet.Host.State;

/// <summary>
/// The files in the state directory, one per PF address. Each is written whole, synchronised and renamed, so that it is the old or
/// the new one after a power cut. A PF that we never changed has none.
/// </summary>
/// <param name="directory">Where the files lie; made when the first is written.</param>
public sealed class PfStateStore(string directory)
{
    private const string Extension = ".json";

    /// <summary>Reads what is known of every PF.</summary>
    /// <param name="problems">Files that cannot be understood; they are left as they are.</param>
    /// <returns>The states by PF address.</returns>
    public ImmutableDictionary<PciAddress, PfState> ReadAll(out ImmutableArray<Problem> problems)
    {
        var found = ImmutableArray.CreateBuilder<Problem>();
        var states = ImmutableDictionary.CreateBuilder<PciAddress, PfState>();
        foreach (var address in Addresses(found))
        {
            try
            {
                states[address] = Read(address);
            }
            catch (StateException fault)
            {
                found.Add(fault.Problem);
            }
        }

        problems = found.DrainToImmutable();
        return states.ToImmutable();
    }

    /// <summary>Reads what is known of one PF.</summary>
    /// <param name="pf">The PF's address.</param>
    /// <returns>The state; empty when there is no file.</returns>
    /// <exception cref="StateException">The file cannot be read or understood.</exception>
    public PfState Read(PciAddress pf)
    {
        var path = PathOf(pf);
        try
        {
            var content = File.ReadAllBytes(path);
            var document = JsonSerializer.Deserialize(content, PfStateJson.Default.PfStateDocument)
                ?? throw new JsonException("the file says null");
            return document.Version is >= 1 and <= PfStateDocument.CurrentVersion
                ? Checked(document.ToState(), pf)
                : throw new JsonException($"version {document.Version} is not 1 to {PfStateDocument.CurrentVersion}, which this program knows");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return new PfState(pf);
        }
        catch (Exception fault) when (fault is JsonException or FormatException or OverflowException)
        {
            throw new StateException(new Problem(
                ProblemCode.StateDamaged,
                $"{path} cannot be understood: {fault.Message}",
                "look at it and mend it; or move it away, after which what Vfleet changed on that PF can no longer be put back",
                pf.ToString()));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StateException(new Problem(
                ProblemCode.StateDamaged, $"{path} cannot be read: {fault.Message}", "run as root; check the disk", pf.ToString()));
        }
    }

    /// <summary>Writes or forgets the record of one VF.</summary>
    /// <param name="vf">The VF.</param>
    /// <param name="change">From the record that stands (null for none) to the new one (null to forget it).</param>
    /// <exception cref="StateException">The file cannot be written; the old one still stands.</exception>
    public void Update(VfId vf, Func<VfRecord?, VfRecord?> change) => Update(vf.Pf, state => state.WithRecord(vf.Index, change));

    /// <summary>Writes which forwarding entries of a PF are ours.</summary>
    /// <param name="pf">The PF.</param>
    /// <param name="change">From the addresses that stand to the new ones.</param>
    /// <exception cref="StateException">The file cannot be written; the old one still stands.</exception>
    public void UpdateForwarded(PciAddress pf, Func<ImmutableSortedSet<MacAddress>, ImmutableSortedSet<MacAddress>> change) =>
        Update(pf, state => state with { Forwarded = change(state.Forwarded) });

    /// <summary>Writes what is known of a PF; a state in which there is nothing to remember removes the file.</summary>
    /// <param name="pf">The PF's address.</param>
    /// <param name="change">From the state that stands to the new one; the same one writes nothing.</param>
    /// <exception cref="StateException">The file cannot be written; the old one still stands.</exception>
    public void Update(PciAddress pf, Func<PfState, PfState> change)
    {
        var path = PathOf(pf);
        try
        {
            Directory.CreateDirectory(directory);

            // Two attaches to VFs of one PF may run at once, and both write this file: one after the other.
            using var turn = FileLock.Take(Path.Join(directory, $".{pf}.lock"));
            var state = Read(pf);
            var next = change(state);
            if (ReferenceEquals(next, state))
            {
                return;
            }

            if (next.IsEmpty)
            {
                DurableFile.Delete(path);
            }
            else
            {
                DurableFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(PfStateDocument.Of(next), PfStateJson.Default.PfStateDocument));
            }
        }
        catch (Exception fault) when (fault is (IOException and not StateException) or UnauthorizedAccessException)
        {
            throw new StateException(new Problem(
                fault is UnauthorizedAccessException ? ProblemCode.NoPermission : ProblemCode.StateNotSaved,
                $"{path} cannot be written: {fault.Message}",
                fault is UnauthorizedAccessException ? "run as root" : $"make room on the disk of {directory} ('df -h {directory}'), or make it writable",
                pf.ToString()));
        }
    }

    private static PfState Checked(PfState state, PciAddress expected) => state.Pf == expected
        ? state
        : throw new JsonException($"it is about {state.Pf}, not about {expected}");

    private IEnumerable<PciAddress> Addresses(ImmutableArray<Problem>.Builder problems)
    {
        // The usual case on a host that was never changed; the first exception of a process costs 10 ms.
        if (!Directory.Exists(directory))
        {
            return [];
        }

        try
        {
            return
            [
                .. Directory.EnumerateFiles(directory, "*" + Extension)
                    .Select(path => PciAddress.TryParse(Path.GetFileNameWithoutExtension(path), out var address) ? address : (PciAddress?)null)
                    .OfType<PciAddress>()
                    .Order(),
            ];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problems.Add(new Problem(ProblemCode.NoPermission, $"{directory} cannot be read: {fault.Message}", "run as root", directory));
            return [];
        }
    }

    private string PathOf(PciAddress pf) => Path.Join(directory, pf + Extension);
}
