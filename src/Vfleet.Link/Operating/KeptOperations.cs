using Vfleet.Api.Agents;

namespace Vfleet.Link.Operating;

/// <summary>What became of operations: <c>operations.json</c>.</summary>
/// <param name="Operations">One for each that was begun and that the engine has not dropped.</param>
internal sealed record KeptOperations(IReadOnlyList<OperationReport> Operations);
