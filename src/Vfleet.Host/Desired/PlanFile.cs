using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Linux.Files;

namespace Vfleet.Host.Desired;

/// <summary>A plan that was kept, with what it depends on: it is executed only while all of that still holds.</summary>
public sealed record PlanFile
{
    /// <summary>The version that this program writes; others are refused rather than guessed at.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of the format.</summary>
    public required int Version { get; init; }

    /// <summary>When the plan was made.</summary>
    public required DateTimeOffset Made { get; init; }

    /// <summary>Full path of the document that it was made from.</summary>
    public required string Document { get; init; }

    /// <summary>SHA-256 of the document.</summary>
    public required string DocumentDigest { get; init; }

    /// <summary>Whether it goes on on PFs that carry the default route or the caller's connection.</summary>
    public required bool Force { get; init; }

    /// <summary>What will be done to each PF.</summary>
    public required ImmutableArray<PlannedPf> Pfs { get; init; }

    /// <summary>Makes it of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="host">The host that it was made for.</param>
    /// <param name="document">Path of the document.</param>
    /// <param name="digest">Digest of the document.</param>
    /// <param name="force">Whether it was forced.</param>
    /// <param name="made">When.</param>
    /// <returns>The file.</returns>
    public static PlanFile Of(HostPlan plan, ObservedHost host, string document, string digest, bool force, DateTimeOffset made) => new()
    {
        Version = CurrentVersion,
        Made = made,
        Document = Path.GetFullPath(document),
        DocumentDigest = digest,
        Force = force,
        Pfs = [.. plan.Pfs.Select(pf => PlannedPf.Of(pf, host))],
    };

    /// <summary>Why it must not be executed any more.</summary>
    /// <param name="plan">The plan as it would be made now.</param>
    /// <param name="host">The host as it is now.</param>
    /// <param name="digest">Digest of the document as it is now.</param>
    /// <returns>Each reason; empty when it still is the right plan.</returns>
    public ImmutableArray<Problem> Stale(HostPlan plan, ObservedHost host, string digest)
    {
        const string Again = "make a new plan: vfleet plan --out FILE";
        if (digest != DocumentDigest)
        {
            return [new Problem(ProblemCode.PlanStale, $"{Document} has changed since the plan was made at {Made:yyyy-MM-dd HH:mm:ss}", Again, Document)];
        }

        var then = Pfs.ToDictionary(pf => pf.Address, StringComparer.Ordinal);
        var now = plan.Pfs.Select(pf => PlannedPf.Of(pf, host)).ToDictionary(pf => pf.Address, StringComparer.Ordinal);
        return
        [
            .. Pfs.Where(pf => !now.ContainsKey(pf.Address)).Select(pf => new Problem(
                ProblemCode.PlanStale, $"{pf.Name} ({pf.Address}) is no longer there, or the document no longer means it", Again, pf.Address)),
            .. now.Values.Where(pf => !then.ContainsKey(pf.Address)).Select(pf => new Problem(
                ProblemCode.PlanStale, $"{pf.Name} ({pf.Address}) was not there when the plan was made", Again, pf.Address)),
            .. now.Values.Where(pf => then.ContainsKey(pf.Address)).SelectMany(pf => pf.StaleSince(then[pf.Address])),
        ];
    }

    /// <summary>A plan that is refused, PF by PF, when something changes between this look at the host and the lock.</summary>
    /// <param name="plan">The plan as it would be made now, which is this one.</param>
    /// <returns>The plan, bound to the facts of this file.</returns>
    public HostPlan Pinned(HostPlan plan)
    {
        var facts = Pfs.ToDictionary(pf => pf.Address, pf => pf.Facts, StringComparer.Ordinal);
        return plan with { Pfs = [.. plan.Pfs.Select(pf => pf with { Change = pf.Change with { PlannedOn = facts[pf.Pf.ToString()] } })] };
    }

    /// <summary>Writes it durably.</summary>
    /// <param name="path">Where.</param>
    /// <returns>Why not; null when it is written.</returns>
    public Problem? Write(string path)
    {
        try
        {
            DurableFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, PlanFileJson.Default.PlanFile));
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new Problem(ProblemCode.FileFault, $"{path} cannot be written: {fault.Message}", "name a file in a folder that you may write to", path);
        }
    }

    /// <summary>Reads one.</summary>
    /// <param name="path">Where.</param>
    /// <param name="problem">Why not.</param>
    /// <returns>The file; null when there is none or it cannot be understood.</returns>
    public static PlanFile? Read(string path, out Problem? problem)
    {
        problem = null;
        try
        {
            if (JsonSerializer.Deserialize(File.ReadAllBytes(path), PlanFileJson.Default.PlanFile) is { Version: CurrentVersion, Pfs.IsDefault: false } file
                && file.Pfs.All(pf => pf is { Facts: not null, Digest: not null, Steps.IsDefault: false }))
            {
                return file;
            }

            problem = NoPlan(path, "it is of another version of vfleet, or parts of it are missing");
        }
        catch (JsonException fault)
        {
            problem = NoPlan(path, fault.Message);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            problem = new Problem(ProblemCode.FileUnknown, $"there is no file {path}", "make it: vfleet plan --out FILE", path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problem = new Problem(ProblemCode.FileFault, $"{path} cannot be read: {fault.Message}", "run as root, or mend the file's rights", path);
        }

        return null;
    }

    private static Problem NoPlan(string path, string why) => new(
        ProblemCode.Malformed, $"{path} is no plan of vfleet: {why}", "make one: vfleet plan --out FILE; a document is named with --file", path);
}

/// <summary>How plan files are written: readable, camel case.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PlanFile))]
internal sealed partial class PlanFileJson : JsonSerializerContext;
