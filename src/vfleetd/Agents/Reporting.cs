using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Vfleet.Api;
using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Hosts;
using Vfleet.Engine.Operations;
using Vfleet.Server.Answering;
using Vfleet.Server.Json;
using Vfleet.Server.Resources;
using Vfleet.Server.Seeing;

namespace Vfleet.Server.Agents;

/// <summary>Takes agents' reports. Only hashes of what a host last said are kept here; what it said is in the store.</summary>
/// <param name="traffic">Keeps what went through VFs.</param>
/// <param name="metrics">Counts them.</param>
internal sealed class Reporting(TrafficBook traffic, RequestMetrics metrics)
{
    private const int MostBytes = 4 * 1024 * 1024;
    private const int MostProblems = 100;
    private const int MostOperations = 1000;
    private const int MostVfs = 16_384;
    private const int LongestText = 4096;
    private readonly ConcurrentDictionary<Guid, ReportSections> _known = new();

    /// <summary>Maps the route.</summary>
    /// <param name="endpoints">Where.</param>
    public void Map(Endpoints endpoints) => endpoints.Map(
        new("POST", Routes.AgentReport, Gate.Agent, "Report") { Takes = typeof(HostReport), Gives = typeof(ReportAnswer), MostBytes = MostBytes }, ReceiveAsync);

    private async Task<Answer> ReceiveAsync(Call call)
    {
        var host = AgentDoor.HostOf(call.Http);
        HostReport report;
        try
        {
            report = Wire.ReadOfAgent<HostReport>(call.Body.Span) ?? throw new JsonException("is null");
        }
        catch (JsonException fault)
        {
            return Answer.Refuse(JsonFaults.Of(fault));
        }

        if (Check(report) is { } wrong)
        {
            return Refuse(wrong);
        }

        var before = _known.TryGetValue(host, out var sections) ? sections : null;
        var known = call.State.InventoryOf(host) is null && report.Base is not null ? null : ReportSections.Take(before, report);
        HostInventory? inventory = null;
        if (known is not null && report.Sections is { Count: > 0 } changed)
        {
            var from = report.Base is null ? new HostInventory(host) : call.State.InventoryOf(host)!;
            if (InventoryReading.Read(from, changed, out inventory) is { } strange)
            {
                return Refuse(strange);
            }
        }

        // What is said beside the sections holds even when the sections must come again.
        var isKept = await call.Engine.Reports.ReceiveAsync(
            new ReadReport(host, inventory, report.Generation, Read(report.Problems), [.. (report.Operations ?? []).Select(Read)]) { IsWhole = known is not null },
            call.Token);
        if (!isKept)
        {
            known = null;
            _known.TryRemove(host, out _);
        }
        else if (known is not null)
        {
            _known[host] = known;
        }

        traffic.Put(host, report.Traffic);
        await UsedAsync(call, host);
        metrics.Reported(known is null);
        return Answer.Of(new ReportAnswer(known is null, call.Engine.Desired.GenerationOf(host)));
    }

    private static async Task UsedAsync(Call call, Guid host)
    {
        var serial = AgentDoor.SerialOf(call.Http);
        if (call.State.Hosts.Find(Engine.Documents.FleetKinds.Text(host)) is { PreviousCertificate: not null } known && known.Certificate == serial)
        {
            await call.Engine.Membership.UsedAsync(host, serial, call.Token);
        }
    }

    private static string? Check(HostReport report)
    {
        if (report.Generation < 0 || report.Problems?.Count > MostProblems || report.Operations?.Count > MostOperations)
        {
            return "it has numbers, or as many problems or operations, as no host has";
        }

        if (report.Traffic?.Count > MostVfs || (report.Traffic ?? []).Any(one => one is null || one.Vf < 0))
        {
            return "it has traffic of VFs that no host has";
        }

        var problems = (report.Problems ?? []).Concat((report.Operations ?? []).SelectMany(operation => operation?.Problems ?? []));
        if (problems.Any(problem => problem is null || new[] { problem.Code, problem.Message, problem.Remedy, problem.Path }.Any(text => text is null || text.Length > LongestText)))
        {
            return "a problem has no words, or too many";
        }

        return (report.Operations ?? []).Any(operation => operation is null || operation.Progress?.Length > LongestText || operation.Problems?.Count > MostProblems
            || (operation.Plan is { } plan && (Lists(plan).Any(list => list is null || list.Count > 10_000 || list.Any(text => text is null || text.Length > LongestText)))))
            ? "an operation has words that no host says"
            : null;
    }

    private static IEnumerable<IReadOnlyList<string>?> Lists(PlanResource plan) => [plan.Steps, plan.Guests, plan.Notes];

    private static Answer.No Refuse(string what) => Answer.Refuse(new Problem(
        ServerCode.ReportInvalid, $"the report cannot be taken over: {what}", "see which version the agent has; if it is this engine's, please report a defect"));

    private static ImmutableArray<WorkProblem> Read(IReadOnlyList<ProblemResource>? problems) =>
        [.. (problems ?? []).Select(problem => new WorkProblem(problem.Code, problem.Message, problem.Remedy, problem.Path))];

    private static WorkReport Read(OperationReport operation) => new(
        operation.Id,
        OperationWire.From(operation.State),
        operation.Progress,
        operation.Plan is { } plan ? new WorkPlan([.. plan.Steps], [.. plan.Guests], [.. plan.Notes], plan.Seconds) : null,
        Read(operation.Problems));
}
