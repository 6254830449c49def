using System.Text.Json;
using System.Text.Json.Serialization;
using Vfleet.Linux.Files;

namespace Vfleet.Host.Agent;

/// <summary>What the agent knows of its host: written to <c>/run/vfleet/agent.json</c> whenever it changes, shown by <c>vfleet status</c>.</summary>
public sealed record AgentReport
{
    /// <summary>Name of the file in the run directory.</summary>
    public const string FileName = "agent.json";

    /// <summary>The agent's process id.</summary>
    public required int Pid { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When anything in this report last changed.</summary>
    public required DateTimeOffset Changed { get; init; }

    /// <summary>What is done about drift: <c>report</c> or <c>mend</c>.</summary>
    public required string Drift { get; init; }

    /// <summary>Why the document cannot be followed; empty when it can, or when there is none.</summary>
    public required IReadOnlyList<string> DocumentProblems { get; init; }

    /// <summary>The PFs that it looks after.</summary>
    public required IReadOnlyList<AgentPf> Pfs { get; init; }

    /// <summary>Reads the report of the agent of this boot.</summary>
    /// <param name="runDirectory">Where it lies.</param>
    /// <returns>The report; null when there is none that can be understood.</returns>
    public static AgentReport? Read(string runDirectory)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Join(runDirectory, FileName)), AgentJson.Default.AgentReport);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the agent that wrote a report runs still.</summary>
    /// <param name="runDirectory">Where it lies.</param>
    /// <param name="report">The report.</param>
    /// <returns>Whether it does: by its lock, and for those who may not look at that, by its process id.</returns>
    public static bool IsRunning(string runDirectory, AgentReport report)
    {
        try
        {
            using var free = FileLock.TryTake(Path.Join(runDirectory, HostAgent.LockName), exclusive: false, "", out _);
            return free is null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Directory.Exists($"/proc/{report.Pid}");
        }
    }

    /// <summary>Whether two reports say the same but for the time.</summary>
    internal bool SaysTheSameAs(AgentReport? other) =>
        other is not null && Drift == other.Drift && DocumentProblems.SequenceEqual(other.DocumentProblems, StringComparer.Ordinal) && Pfs.SequenceEqual(other.Pfs);

    internal void Write(string runDirectory)
    {
        Directory.CreateDirectory(runDirectory);
        var path = Path.Join(runDirectory, FileName);
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(this, AgentJson.Default.AgentReport));
        File.Move(path + ".new", path, overwrite: true);
    }
}

/// <summary>What the agent knows of one PF.</summary>
/// <param name="Pf">Its address.</param>
/// <param name="Name">What people call it.</param>
/// <param name="State">What it is.</param>
/// <param name="Detail">One line for people.</param>
/// <param name="Remedy">What to do; empty when there is nothing to do.</param>
public sealed record AgentPf(string Pf, string Name, PfCondition State, string Detail, string Remedy);

/// <summary>How the report is written.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AgentReport))]
internal sealed partial class AgentJson : JsonSerializerContext;
